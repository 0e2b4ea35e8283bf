import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createTestDatabase } from "../lib/db/test-database.ts";
import { prepareJobs } from "../server/jobs-setup.ts";
import { makeSecrets } from "./secrets.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The environment variable in which workers find the name of the database to copy. */
export const LOADED_DATABASE = "SAYSO_LOADED_DATABASE";

/** Enough that a worker never runs out of people, whichever files it gets. */
export const PEOPLE = 180;

/** Loads the demo organisation once, through the commands that `npm start` uses; every portal starts on a copy. */
export default async function setup(): Promise<() => Promise<void>> {
  const database = await createTestDatabase();
  await prepareJobs(database.ownerUrl);
  await promisify(execFile)(process.execPath, ["--import", "tsx", "prisma/seed.ts", String(PEOPLE)], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...makeSecrets(),
      SAYSO_APP_DATABASE_URL: database.appUrl,
      NEXTAUTH_URL: "http://localhost",
    },
  });
  process.env[LOADED_DATABASE] = new URL(database.ownerUrl).pathname.slice(1);
  return database.drop;
}
