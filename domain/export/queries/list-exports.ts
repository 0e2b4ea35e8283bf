import { z } from "zod";
import { read } from "../../../lib/db/reader.ts";
import type { JobActor, PersonActor } from "../../actor/schema.ts";
import { EXPORT_ENDS, EXPORT_STATES, type ExportView } from "../schema.ts";

const MOST_LISTED = 20;
const state = z.enum(EXPORT_STATES);
const end = z.enum(EXPORT_ENDS).nullable();

/** By which one export is known. */
export interface ExportPlace {
  readonly employeeId: string;
  readonly exportId: string;
}

/** The actor's exports, the newest first. `now` in milliseconds, `keptDays` for how long one is kept. */
export function listExports(
  actor: PersonActor,
): Promise<{ now: number; keptDays: number; exports: ExportView[] }> {
  return read(actor, async (db, now) => {
    const { exportDays } = await db.program.findFirstOrThrow();
    const rows = await db.export.findMany({
      where: { employeeId: actor.id },
      include: { progress: true, end: true },
      orderBy: { at: "desc" },
      take: MOST_LISTED,
    });
    const exports = rows.flatMap(({ id, at, progress, end: ended }) => {
      if (!progress) return [];
      const { done, total, said, sha256, bytes, expiresAt } = progress;
      return {
        id,
        at: at.getTime(),
        state: state.parse(progress.state),
        done,
        total,
        said,
        sha256,
        bytes: bytes === null ? null : Number(bytes),
        expiresAt: expiresAt?.getTime() ?? null,
        end: end.parse(ended?.kind ?? null),
      };
    });
    return { now: now.getTime(), keptDays: exportDays, exports };
  });
}

/** When an export was asked for. */
export function askedAt(actor: JobActor, { employeeId, exportId: id }: ExportPlace): Promise<Date> {
  return read(actor, async (db) => {
    const { at } = await db.export.findUniqueOrThrow({ where: { employeeId_id: { employeeId, id } } });
    return at;
  });
}

/** Exports that were there for as long as they are kept. */
export function expiredExports(actor: JobActor): Promise<ExportPlace[]> {
  return read(actor, (db, now) =>
    db.exportProgress.findMany({
      where: { state: "done", expiresAt: { lte: now } },
      select: { employeeId: true, exportId: true },
      orderBy: { expiresAt: "asc" },
      take: 1_000,
    }),
  );
}
