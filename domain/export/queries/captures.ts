import type { ExportActor } from "../../actor/schema.ts";
import { overPages } from "./over-pages.ts";

/** A row of the table of screen pictures. */
export interface CaptureRow {
  readonly captureId: string;
  readonly takenAt: Date;
  readonly receivedAt: Date;
  readonly heldUntil: Date;
  readonly day: Date;
  readonly deviceId: string;
  readonly application: string | null;
  /** What it is called in the object store: said to nobody. */
  readonly object: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** The actor's person's pictures that were taken before `at`, the oldest first. */
export function overCaptures(actor: ExportActor, at: Date): AsyncGenerator<CaptureRow[]> {
  return overPages(actor, (db, after: CaptureRow | null, take) =>
    db.capture.findMany({
      where: {
        employeeId: actor.id,
        takenAt: { lt: at, ...(after && { gte: after.takenAt }) },
        ...(after && {
          OR: [{ takenAt: { gt: after.takenAt } }, { captureId: { gt: after.captureId } }],
        }),
      },
      orderBy: [{ takenAt: "asc" }, { captureId: "asc" }],
      take,
    }),
  );
}
