import { disconnect } from "../../lib/db/connection.ts";
import { createTestDatabase, isKept, type TestDatabase } from "../../lib/db/test-database.ts";
import { loadOrganisation } from "./load.ts";
import type { Organisation } from "./organisation.ts";

/**
 * A test database with this organisation in it. The first to ask for one of this name loads it through the commands,
 * and keeps it for all test files of the run, which start on copies: loading takes far longer than a file's tests.
 * @param settle sets this process's settings, which name the database; no key of theirs is in what is loaded
 */
export async function loadedDatabase(
  name: string,
  organisation: Organisation,
  settle: (appUrl: string) => Promise<void> | void,
): Promise<TestDatabase> {
  const template = `sayso_${name}`;
  const isLoaded = await isKept(template);
  const database = await createTestDatabase(undefined, isLoaded ? template : undefined);
  await settle(database.appUrl);
  if (isLoaded) return database;
  await loadOrganisation(organisation);
  await disconnect();
  await database.keepAs(template);
  return database;
}
