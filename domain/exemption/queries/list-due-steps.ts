import { read } from "../../../lib/db/reader.ts";
import type { JobActor } from "../../actor/schema.ts";

/** One step of a request, as the clock knows it: nothing of what it is about. */
export interface DueStep {
  readonly request_id: string;
  readonly stage: string;
  readonly grp: string;
  readonly employee_id: string;
}

/** At which something is due now, at most `most`, the longest due first. */
export function listDueSteps(actor: JobActor, most: number): Promise<DueStep[]> {
  return read(actor, (db) => db.$queryRaw<DueStep[]>`select * from due_steps(${most}::int)`);
}

/** Of which somebody who is asked has left, or went away since. */
export function listForsakenSteps(actor: JobActor, most: number): Promise<DueStep[]> {
  return read(actor, (db) => db.$queryRaw<DueStep[]>`select * from forsaken_steps(${most}::int)`);
}
