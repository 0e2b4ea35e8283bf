import { read } from "../../lib/db/reader.ts";
import type { EmployeeActor } from "../actor/schema.ts";
import { pauseLengths } from "./rules.ts";

export interface RunningPause {
  readonly id: string;
  readonly startedAt: Date;
  readonly plannedEndAt: Date;
}

/** What the Pause control shows: the running pause if any, the lengths on offer, and the server's time. */
export interface PauseState {
  readonly running: RunningPause | null;
  readonly lengths: number[];
  readonly now: Date;
}

export function getPauseState(actor: EmployeeActor): Promise<PauseState> {
  return read(actor, async (db, now) => {
    const program = await db.program.findFirstOrThrow();
    const running = await db.pause.findFirst({
      where: { employeeId: actor.id, startedAt: { lte: now }, endedAt: { gt: now } },
      select: { id: true, startedAt: true, plannedEndAt: true },
    });
    return { running, lengths: pauseLengths(program.pauseMaxSeconds), now };
  });
}

export interface PastPause {
  readonly id: string;
  readonly startedAt: Date;
  readonly plannedEndAt: Date;
  readonly endedAt: Date;
  readonly startedOn: string;
  readonly resumedOn: string | null;
  /** When each device said that it had applied the pause; a device that never did is not listed. */
  readonly applied: { readonly deviceName: string; readonly at: Date }[];
}

/** The actor's own pauses, newest first, `limit` of them before `before`. Nobody else can read them. */
export function listPauses(
  actor: EmployeeActor,
  page: { before?: Date | undefined; limit: number },
): Promise<PastPause[]> {
  return read(actor, async (db) => {
    const pauses = await db.pause.findMany({
      where: { employeeId: actor.id, ...(page.before ? { startedAt: { lt: page.before } } : {}) },
      orderBy: { startedAt: "desc" },
      take: page.limit,
      include: { resumption: true },
    });
    const oldest = pauses.at(-1);
    const newest = pauses[0];
    if (!oldest || !newest) return [];
    const devices = await db.device.findMany({
      where: { employeeId: actor.id },
      select: { id: true, name: true },
    });
    const applications = await db.directiveApplication.findMany({
      where: {
        employeeId: actor.id,
        label: "paused",
        appliedAt: { gte: oldest.startedAt, lte: newest.plannedEndAt },
      },
      orderBy: { appliedAt: "asc" },
    });
    return pauses.map((pause) => ({
      id: pause.id,
      startedAt: pause.startedAt,
      plannedEndAt: pause.plannedEndAt,
      endedAt: pause.endedAt,
      startedOn: pause.startedOn,
      resumedOn: pause.resumption?.resumedOn ?? null,
      applied: devices.flatMap((device) => {
        const first = applications.find(
          (each) =>
            each.deviceId === device.id &&
            each.appliedAt >= pause.startedAt &&
            each.appliedAt < pause.endedAt,
        );
        return first ? [{ deviceName: device.name, at: first.appliedAt }] : [];
      }),
    }));
  });
}
