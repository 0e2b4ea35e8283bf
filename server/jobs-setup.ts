import pg from "pg";
import PgBoss from "pg-boss";
import { APP_ROLE } from "../lib/db/migrate.ts";

export const JOBS_SCHEMA = "jobs";

/** The jobs there are, and when (cron, UTC). */
export const JOBS = {
  "make-partitions": "7 3 * * *",
  "apply-retention": "41 1 * * *",
  "forget-proofs": "*/5 * * * *",
  "forget-device-requests": "17 * * * *",
  "deliver-notices": "*/5 * * * *",
  // Asked for ones begin at once (lib/jobs.ts); this is for those whose maker vanished.
  "make-evidence-pack": "* * * * *",
  "erase-evidence-packs": "37 2 * * *",
  "make-export": "* * * * *",
  "expire-exports": "*/15 * * * *",
  "exemption-clock": "* * * * *",
  // What is written begins at once; this is for what was not accepted.
  "send-letters": "* * * * *",
  // Of what was deleted it begins at once; this is for what the store could not do then.
  "sweep-captures": "* * * * *",
  "forget-capture-arrivals": "47 3 * * *",
} as const;
export type JobName = keyof typeof JOBS;

/** Through which the queue's own clock hands out what is due. The portal's role cannot make it, and is not told so. */
const CLOCK_QUEUE = "__pgboss__send-it";

/**
 * Makes the job queues, as the database's owner and after the migrations; the portal's role may only work
 * them. Can be run again at any time.
 */
export async function prepareJobs(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: JOBS_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  try {
    await boss.createQueue(CLOCK_QUEUE);
    for (const [name, cron] of Object.entries(JOBS)) {
      await boss.createQueue(name);
      await boss.schedule(name, cron);
    }
  } finally {
    await boss.stop({ graceful: false, wait: true });
  }
  await grant(ownerUrl);
}

async function grant(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`
      grant usage on schema ${JOBS_SCHEMA} to ${APP_ROLE};
      grant select, insert, update, delete on all tables in schema ${JOBS_SCHEMA} to ${APP_ROLE};
      grant execute on all functions in schema ${JOBS_SCHEMA} to ${APP_ROLE};`);
  } finally {
    await client.end();
  }
}
