// Vitest's global setup: one PostgreSQL for the whole run, with the template that tests copy.
import { prepareTemplate } from "../lib/db/test-database.ts";
import { startThrowAwayPostgres } from "./postgres/start.mjs";

/** Uses the server that `npm test` started, or starts one, so that a single test file runs by itself. */
export default async function setup() {
  const given = process.env.SAYSO_TEST_DATABASE_URL;
  const postgres = given ? undefined : await startThrowAwayPostgres();
  const url = given ?? postgres.url;
  process.env.SAYSO_TEST_DATABASE_URL = url;
  await prepareTemplate(url);
  return () => postgres?.stop();
}
