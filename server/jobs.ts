import PgBoss from "pg-boss";
import { makePartitions } from "../domain/activity/commands/keep-up.ts";
import { jobActor } from "../domain/actor/queries.ts";
import type { JobActor } from "../domain/actor/schema.ts";
import { forgetDeviceRequests, forgetProofs } from "../domain/directory/commands/forget.ts";
import { env } from "../lib/env.ts";
import { JOBS, JOBS_SCHEMA, type JobName } from "./jobs-setup.ts";

const VERBS: Readonly<Record<JobName, (actor: JobActor) => Promise<void>>> = {
  "make-partitions": makePartitions,
  "forget-proofs": forgetProofs,
  "forget-device-requests": forgetDeviceRequests,
};

/** Works the program's own jobs, which any replica may take. Returns how to stop. */
export async function startJobs(): Promise<() => Promise<void>> {
  // A portal that was off for weeks must be able to store from its first minute.
  await makePartitions(jobActor("make-partitions"));
  const boss = new PgBoss({
    connectionString: env().SAYSO_APP_DATABASE_URL,
    schema: JOBS_SCHEMA,
    max: 3,
    // The queues belong to the owner of the database (jobs-setup.ts); the portal's role makes no tables.
    migrate: false,
  });
  boss.on("error", (error) =>
    console.error(JSON.stringify({ level: "error", part: "jobs", error: error.message })),
  );
  await boss.start();
  for (const name of Object.keys(JOBS) as JobName[]) {
    await boss.work(name, () => perform(name));
  }
  return () => boss.stop({ graceful: true, wait: true, timeout: 5_000 });
}

/** A job that failed is tried again by the queue, which itself tells nobody that it did. */
async function perform(name: JobName): Promise<void> {
  try {
    await VERBS[name](jobActor(name));
  } catch (error) {
    console.error(JSON.stringify({ level: "error", part: "jobs", job: name, error: kindOf(error) }));
    throw error;
  }
}

/** The kind of a failure and its code: a message may hold the values that a statement was given. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error ? `${error.name} ${String(error.code)}` : error.name;
}
