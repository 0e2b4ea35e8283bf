import { disconnect } from "../lib/db/connection.ts";
import { admit } from "../lib/db/ingest.ts";
import { loadOrganisation } from "./factories/load.ts";
import { organisation } from "./factories/organisation.ts";

const { people } = organisation();
const [known] = await admit<{ found: boolean }>(
  "is-loaded",
  "select exists (select from find_session($1)) as found",
  [people[0]?.subject],
);
if (!known?.found) await loadOrganisation(organisation());
await disconnect();
