import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "../lib/db/test-database.ts";
import { median } from "./median.ts";

/** A portal's domain in a process of its own, on a database of its own that it has filled. */
export interface Reader<Page extends string> {
  /** The median of some readings of a page, in milliseconds. */
  read(page: Page): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a file of this folder with its database's owner's URL and these arguments; resolves once it has filled it. */
export async function startReader<Page extends string>(
  file: string,
  args: readonly string[],
): Promise<Reader<Page>> {
  const database = await createTestDatabase();
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [database.ownerUrl, ...args], {
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

/** Asks all of them in turns, so that whatever else the machine does meets all of them: a median each. */
export async function inTurns<Page extends string>(
  readers: readonly Reader<Page>[],
  page: Page,
  rounds: number,
): Promise<number[]> {
  const took: number[][] = readers.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [place, reader] of readers.entries()) {
      const milliseconds = await reader.read(page);
      // The first round fills the caches of all.
      if (round > 0) took[place]?.push(milliseconds);
    }
  }
  return took.map(median);
}
