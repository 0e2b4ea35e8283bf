import { run } from "../children.mjs";
import { startThrowAwayPostgres } from "./start.mjs";

/**
 * Starts the PostgreSQL of tests and measurements, with a migrated database in it that each of them copies.
 * Its address becomes `SAYSO_TEST_DATABASE_URL`.
 * @param {(text: string) => void} log
 * @param {Record<string, string>} [settings] of PostgreSQL; unless given it does not wait for the disk
 * @returns {Promise<() => Promise<void>>} stops it
 */
export async function startTemplate(log, settings) {
  const postgres = await startThrowAwayPostgres(settings);
  process.env.SAYSO_TEST_DATABASE_URL = postgres.url;
  const failure = "The migrations could not be applied to an empty database.";
  try {
    await run(process.execPath, ["--import", "tsx", "scripts/prepare-template.ts"], { log, failure });
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return postgres.stop;
}
