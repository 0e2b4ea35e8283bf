import { wakeJob } from "../../../lib/jobs.ts";
import type { JobActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import type { ActKind } from "../../audit/schema.ts";
import { type DueStep, listDueSteps, listForsakenSteps } from "../queries/list-due-steps.ts";

const AT_ONCE = 200;
const ACT: Readonly<Record<string, ActKind>> = {
  reminded: "exemption.reminded",
  escalated: "exemption.escalated",
  overdue: "exemption.overdue",
  lapsed: "exemption.lapsed",
};
/** Another process was first. */
class NotDue extends Error {}

/**
 * Does what is due: stands in for approvers who left or are away, reminds, goes up the line, grants what nobody
 * decided, tells whose exemption ends. All of it stands in rows, so a restart loses nothing and repeats nothing.
 * What fails at one request keeps no other back; the first failure is thrown when all else is done.
 */
export async function runExemptionClock(actor: JobActor, stopping?: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  const each = async (steps: readonly DueStep[], work: (actor: JobActor, step: DueStep) => Promise<void>) => {
    for (const step of steps) {
      if (stopping?.aborted) return;
      await work(actor, step).catch((error: unknown) => failures.push(error));
    }
  };
  await each(await listForsakenSteps(actor, AT_ONCE), replace);
  for (;;) {
    const due = await listDueSteps(actor, AT_ONCE);
    await each(due, turn);
    if (stopping?.aborted) return;
    if (due.length < AT_ONCE || failures.length > 0) break;
  }
  await tellOfExpiry(actor);
  await wakeJob("send-letters");
  if (failures.length > 0) throw failures[0];
}

function replace(actor: JobActor, step: DueStep): Promise<void> {
  return unlessDone(
    transact(actor, async (tx) => {
      const [row] = await tx.db.$queryRaw<{ done: boolean }[]>`
        select replace_judges(${step.request_id}::uuid, ${step.stage}, ${step.grp}) as done`;
      if (!row?.done) throw new NotDue();
      await tx.record(actOf("exemption.reassigned", step));
    }),
  );
}

function turn(actor: JobActor, step: DueStep): Promise<void> {
  return unlessDone(
    transact(actor, async (tx) => {
      const [row] = await tx.db.$queryRaw<{ done: string | null }[]>`
        select turn_step(${step.request_id}::uuid, ${step.stage}, ${step.grp}) as done`;
      const kind = row?.done && ACT[row.done];
      if (!kind) throw new NotDue();
      await tx.record(actOf(kind, step));
    }),
  );
}

function tellOfExpiry(actor: JobActor): Promise<void> {
  return unlessDone(
    transact(actor, async (tx) => {
      const told = await tx.db.$queryRaw<{ employee_id: string; request_id: string; days: number }[]>`
        select * from warn_of_expiry(${AT_ONCE}::int)`;
      if (told.length === 0) throw new NotDue();
      for (const { employee_id, request_id, days } of told)
        await tx.record({
          kind: "exemption.expiry-told",
          subjectId: employee_id,
          objectId: request_id,
          details: { days },
        });
    }),
  );
}

function actOf(kind: ActKind, { request_id, employee_id, stage, grp }: DueStep) {
  return { kind, subjectId: employee_id, objectId: request_id, details: { stage, group: grp } };
}

async function unlessDone(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof NotDue)) throw error;
  }
}
