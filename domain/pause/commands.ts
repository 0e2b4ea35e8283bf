import { violation } from "../../lib/db/violation.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { EmployeeActor } from "../actor/schema.ts";
import { type Transaction, transact } from "../audit/commands.ts";
import { gapLeft } from "./rules.ts";
import { pauseRequest } from "./schema.ts";

/** A running pause, as it was committed. */
export interface StartedPause {
  readonly id: string;
  readonly startedAt: Date;
  readonly plannedEndAt: Date;
}

/**
 * Stops collection about the actor on all their devices, from this moment and for `seconds`.
 * The start is the database's clock under the employee's lock; the pause ends by itself.
 * Refuses: over the program's limit (invalid), one is running (conflict), the program's gap (conflict).
 */
export async function startPause(actor: EmployeeActor, input: { seconds: number }): Promise<StartedPause> {
  const parsed = pauseRequest.safeParse(input);
  if (!parsed.success) {
    const message = parsed.error.issues[0]?.message ?? "Choose how long to pause.";
    throw new Refusal("invalid", "too-long", message, { fields: { seconds: message } });
  }
  try {
    return await transact(actor, (tx) => begin(tx, actor, parsed.data.seconds));
  } catch (error) {
    if (violation(error)?.includes("no_overlapping_pauses")) throw alreadyPaused();
    throw error;
  }
}

async function begin(tx: Transaction, actor: EmployeeActor, seconds: number): Promise<StartedPause> {
  const program = await tx.db.program.findFirstOrThrow();
  if (seconds > program.pauseMaxSeconds) {
    const message = `A pause lasts at most ${spoken(program.pauseMaxSeconds)}.`;
    throw new Refusal("invalid", "too-long", message, { fields: { seconds: message } });
  }
  const now = await tx.lock(actor.id);
  const last = await tx.db.pause.findFirst({
    where: { employeeId: actor.id },
    orderBy: { startedAt: "desc" },
  });
  if (last && last.endedAt > now) throw alreadyPaused();
  const wait = gapLeft(last?.endedAt.getTime() ?? null, program.pauseGapSeconds, now.getTime());
  if (wait > 0) {
    const retryAfter = Math.ceil(wait / 1000);
    throw new Refusal("conflict", "too-soon", `You can pause again in ${spoken(retryAfter)}.`, {
      retryAfter,
    });
  }
  const pause = await tx.db.pause.create({
    data: {
      employeeId: actor.id,
      lengthSeconds: seconds,
      startedOn: actor.kind === "device" ? "agent" : "portal",
      startedAt: now,
      plannedEndAt: now,
      endedAt: now,
    },
  });
  await tx.record({ kind: "pause.started", subjectId: actor.id, objectId: pause.id, details: { seconds } });
  return { id: pause.id, startedAt: pause.startedAt, plannedEndAt: pause.plannedEndAt };
}

/** Ends the running pause early. Refuses (conflict) when none is running, or another tab was first. */
export async function resumePause(actor: EmployeeActor): Promise<{ id: string; endedAt: Date }> {
  try {
    return await transact(actor, async (tx) => {
      const now = await tx.lock(actor.id);
      const running = await tx.db.pause.findFirst({
        where: { employeeId: actor.id, startedAt: { lte: now }, endedAt: { gt: now } },
      });
      if (!running) throw notPaused();
      const resumption = await tx.db.resumption.create({
        data: {
          pauseId: running.id,
          employeeId: actor.id,
          resumedOn: actor.kind === "device" ? "agent" : "portal",
          at: now,
        },
      });
      await tx.record({ kind: "pause.resumed", subjectId: actor.id, objectId: running.id });
      return { id: running.id, endedAt: resumption.at };
    });
  } catch (error) {
    if (violation(error)) throw notPaused();
    throw error;
  }
}

function alreadyPaused(): Refusal {
  return new Refusal("conflict", "already-paused", "Collection is already paused.");
}

function notPaused(): Refusal {
  return new Refusal("conflict", "not-paused", "No pause is running.");
}

function spoken(seconds: number): string {
  const [n, unit] = seconds % 60 === 0 ? [seconds / 60, "minute"] : [seconds, "second"];
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}
