import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "../lib/db/test-database.ts";
import { type Amount, WAITING } from "./approver-population.ts";
import { median } from "./median.ts";

const MANY = 100_000;
const FEW = 100;
const ROUNDS = 15;
const AMOUNTS = {
  few: { requests: FEW, decided: 0 },
  many: { requests: MANY, decided: 0 },
  /** Nearly all of them the approver's own. */
  own: { requests: MANY, decided: MANY - WAITING },
  fewOwn: { requests: FEW, decided: FEW - WAITING },
} satisfies Record<string, Amount>;

/**
 * All that the page of one approver's queue reads, of whom the same number of requests waits, with 100,000 requests in the table
 * as a ratio to the same with 100; where the approver decided all the others themselves; and what every page asks for
 * somebody who decides nothing. Each has a database and
 * a process of its own; they are asked in turns, so that whatever else the machine does meets all of them.
 */
export async function measureApproverQueue() {
  const readers = await Promise.all(Object.values(AMOUNTS).map(startReader));
  try {
    const queue = await inTurns(readers, "queue");
    const decided = await inTurns(readers.slice(2), "decided");
    const [frameOfFew = 0, frame = 0] = await inTurns(readers.slice(0, 2), "frame");
    const [few = 0, many = 0, own = 0, fewOwn = 0] = queue;
    const [manyDecided = 0, fewDecided = 0] = decided;
    return {
      name: "approver_queue",
      requests: MANY,
      waiting: WAITING,
      ratio: rounded(many / few),
      ratioOwnDecided: rounded(own / fewOwn),
      ratioFrame: rounded(frame / frameOfFew),
      ratioDecidedPage: rounded(manyDecided / fewDecided),
      milliseconds: many,
      millisecondsOfFew: few,
    };
  } finally {
    for (const { stop } of readers) await stop();
  }
}

type Page = "queue" | "decided" | "frame";

interface Reader {
  /** The median of some readings of a page, in milliseconds. */
  read(page: Page): Promise<number>;
  stop(): Promise<void>;
}

async function startReader({ requests, decided }: Amount): Promise<Reader> {
  const database = await createTestDatabase();
  const args = [database.ownerUrl, String(requests), String(decided)];
  const child = fork(fileURLToPath(new URL("approver-reader.ts", import.meta.url)), args, {
    env: { ...process.env, SAYSO_APP_DATABASE_URL: database.appUrl },
    execArgv: ["--import", "tsx"],
  });
  const ended = once(child, "exit").then(() => {
    throw new Error("a reader ended");
  });
  ended.catch(() => undefined);
  const answer = async (): Promise<unknown> => (await Promise.race([once(child, "message"), ended]))[0];
  await answer();
  return {
    read: async (page) => {
      const answered = answer();
      child.send(page);
      return Number(await answered);
    },
    stop: () => stop(child, database),
  };
}

async function stop(child: ChildProcess, database: TestDatabase): Promise<void> {
  const exited = once(child, "exit");
  child.disconnect();
  await exited;
  await database.drop();
}

async function inTurns(readers: readonly Reader[], page: Page): Promise<number[]> {
  const took: number[][] = readers.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [place, reader] of readers.entries()) {
      const milliseconds = await reader.read(page);
      // The first round fills the caches of all.
      if (round > 0) took[place]?.push(milliseconds);
    }
  }
  return took.map(median);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
