import { disconnect } from "../lib/db/connection.ts";
import { admit } from "../lib/db/ingest.ts";
import { loadOrganisation } from "./factories/load.ts";
import { organisation } from "./factories/organisation.ts";

/** How many people it has; as many as the demo shows unless told otherwise. */
const size = process.argv[2] === undefined ? undefined : Number(process.argv[2]);
const invented = organisation(size);
const [known] = await admit<{ found: boolean }>(
  "is-loaded",
  "select exists (select from find_session($1)) as found",
  [invented.people[0]?.subject],
);
if (!known?.found) await loadOrganisation(invented);
await disconnect();
