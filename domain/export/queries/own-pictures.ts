import type { Reader } from "../../../lib/db/reader.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { overPages } from "./over-pages.ts";

export type OwnPicture = Awaited<ReturnType<Reader["capture"]["findMany"]>>[number];

/** What is stored of the actor's person's pictures that were taken before `at`, the oldest first; not the pictures themselves. */
export function overPictures(actor: ExportActor, at: Date): AsyncGenerator<OwnPicture[]> {
  return overPages(actor, (db, after: OwnPicture | null, take) =>
    db.capture.findMany({
      where: {
        employeeId: actor.id,
        takenAt: { lt: at, ...(after && { gte: after.takenAt }) },
        ...(after && { OR: [{ takenAt: { gt: after.takenAt } }, { captureId: { gt: after.captureId } }] }),
      },
      orderBy: [{ takenAt: "asc" }, { captureId: "asc" }],
      take,
    }),
  );
}
