import PgBoss from "pg-boss";
import { applyRetention } from "../domain/activity/commands/apply-retention.ts";
import { makePartitions } from "../domain/activity/commands/keep-up.ts";
import { jobActor } from "../domain/actor/queries.ts";
import type { JobActor } from "../domain/actor/schema.ts";
import { forgetCaptureArrivals } from "../domain/capture/commands/keep-up.ts";
import { sweepCaptures } from "../domain/capture/commands/sweep-captures.ts";
import { deliverNotices } from "../domain/delivery/commands/deliver-notices.ts";
import { sendLetters } from "../domain/delivery/commands/send-letters.ts";
import { forgetDeviceRequests, forgetProofs } from "../domain/directory/commands/forget.ts";
import { eraseEvidencePacks } from "../domain/evidence/commands/erase-packs.ts";
import { makeEvidencePacks } from "../domain/evidence/commands/make-pack.ts";
import { runExemptionClock } from "../domain/exemption/commands/run-clock.ts";
import { expireExports } from "../domain/export/commands/expire-exports.ts";
import { makeExports } from "../domain/export/commands/make-export.ts";
import { env } from "../lib/env.ts";
import { setWake } from "../lib/jobs.ts";
import { isMailOn } from "../lib/mail.ts";
import { JOBS, JOBS_SCHEMA, type JobName } from "./jobs-setup.ts";

const VERBS: Readonly<Record<JobName, (actor: JobActor, stopping: AbortSignal) => Promise<void>>> = {
  "make-partitions": makePartitions,
  "apply-retention": applyRetention,
  "forget-proofs": forgetProofs,
  "forget-device-requests": forgetDeviceRequests,
  "deliver-notices": deliver,
  "make-evidence-pack": makeEvidencePacks,
  "erase-evidence-packs": eraseEvidencePacks,
  "make-export": makeExports,
  "expire-exports": expireExports,
  "exemption-clock": runExemptionClock,
  "send-letters": post,
  "sweep-captures": sweep,
  "forget-capture-arrivals": forgetCaptureArrivals,
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
  const stopping = new AbortController();
  for (const name of Object.keys(JOBS) as JobName[]) {
    await boss.work(name, () => perform(name, stopping.signal));
  }
  // What fell due while no portal ran need not wait for the clock.
  if (isMailOn()) for (const name of ["deliver-notices", "send-letters"]) await boss.send(name, {});
  else warn({ part: "letters", text: "Letters are off, until SMTP_URL is set. Those that are due wait." });
  // One whose maker was cut off, with the last process perhaps, is known to be by then.
  for (const name of ["make-evidence-pack", "make-export"]) await boss.send(name, {}, { startAfter: 25 });
  setWake(async (name) => {
    await boss.send(name, {});
  });
  return () => {
    setWake(undefined);
    stopping.abort();
    return boss.stop({ graceful: true, wait: true, timeout: 5_000 });
  };
}

/** A run that ended early, and letters that were not wanted: what was due is due again in the next run. */
async function deliver(actor: JobActor, stopping: AbortSignal): Promise<void> {
  const outcome = await deliverNotices(actor, stopping);
  if (outcome.refused > 0 || outcome.stopped) warn({ part: "letters", ...outcome });
}

/** The same of letters about requests, which wait in their outbox until they are accepted. */
async function post(actor: JobActor, stopping: AbortSignal): Promise<void> {
  const outcome = await sendLetters(actor, stopping);
  if (outcome.refused > 0 || outcome.stopped) warn({ part: "request-letters", ...outcome });
}

/** Pictures that are to go and could not yet. */
async function sweep(actor: JobActor, stopping: AbortSignal): Promise<void> {
  const { removed, stopped } = await sweepCaptures(actor, stopping);
  if (stopped) warn({ part: "captures", removed, stopped });
}

function warn(said: object): void {
  console.warn(JSON.stringify({ level: "warning", ...said }));
}

/** A job that failed is tried again by the queue, which itself tells nobody that it did. */
async function perform(name: JobName, stopping: AbortSignal): Promise<void> {
  try {
    await VERBS[name](jobActor(name), stopping);
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
