import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";

/** What there is to erase. Times in milliseconds. */
export interface ErasurePreview {
  readonly shownAt: number;
  readonly records: number;
  /** Recorded time, in tenths of a second. */
  readonly tenths: number;
  /** As they are stored. */
  readonly bytes: number;
  /** Of their screen. */
  readonly pictures: number;
  /** Exports that are there, or being made. */
  readonly downloads: number;
  /** What they contested. */
  readonly corrections: number;
  readonly files: number;
  readonly hasDraft: boolean;
  readonly pauses: number;
  /** When everything was erased the last time; null if it never was. */
  readonly erasedAt: number | null;
}

/** How much there is about the actor, of records from the days' totals. Nothing is erased. */
export function previewErasure(actor: PersonActor): Promise<ErasurePreview> {
  return read(actor, async (db, now) => {
    const where = { employeeId: actor.id };
    const sums = await db.activityDay.aggregate({
      where,
      _sum: { segments: true, tenths: true, bytes: true },
    });
    const last = await db.erasure.findFirst({ where, orderBy: { at: "desc" } });
    return {
      shownAt: now.getTime(),
      records: sums._sum.segments ?? 0,
      tenths: sums._sum.tenths ?? 0,
      bytes: Number(sums._sum.bytes ?? 0),
      pictures: await db.capture.count({ where }),
      downloads: await db.exportProgress.count({
        where: { ...where, state: { in: ["waiting", "working", "done"] } },
      }),
      corrections: await db.contest.count({ where }),
      files: await db.exemptionFile.count({ where }),
      hasDraft: (await db.exemptionDraft.count({ where })) > 0,
      pauses: await db.pause.count({ where: { ...where, endedAt: { lte: now } } }),
      erasedAt: last?.at.getTime() ?? null,
    };
  });
}
