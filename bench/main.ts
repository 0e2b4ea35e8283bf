import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { disconnect } from "../lib/db/connection.ts";
import { createTestDatabase } from "../lib/db/test-database.ts";
import { loadOrganisation } from "../prisma/factories/load.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import { measureAgentCost } from "./measure-agent-cost.ts";
import { measureApproverQueue } from "./measure-approver-queue.ts";
import { measureIngest } from "./measure-ingest.ts";
import { measureLegalMap } from "./measure-legal-map.ts";
import { measureMonthPage } from "./measure-month-page.ts";
import { measurePauseToOff } from "./measure-pause-to-off.ts";
import { measureSync } from "./measure-sync.ts";
import { backdateProgram, type Inhabitant, populate } from "./population.ts";
import { freePort, type Running, startDoor } from "./servers.ts";

// Prints one JSON line for each measurement. Wants a throw-away PostgreSQL with the template in
// SAYSO_TEST_DATABASE_URL, and a built agent; `npm run bench` brings both. `--scale N` makes what grows N times as much.

const DEVICES = 1_000;
/** How long ago they said yes: the measured records lie in between. */
const DAYS = 10;

/** `scale` is how many times as much a measurement that grows takes. */
type Measure = (
  door: Running,
  people: readonly Inhabitant[],
  ownerUrl: string,
  scale: number,
) => Promise<object>;

const MEASUREMENTS: Readonly<Record<string, Measure>> = {
  ingest: measureIngest,
  sync: measureSync,
  pause_to_off: measurePauseToOff,
  agent_cost: measureAgentCost,
  approver_queue: measureApproverQueue,
  month_page: measureMonthPage,
  // Last: it fills the database with a million people.
  legal_map: (door, people, ownerUrl) => measureLegalMap(door, people, ownerUrl),
};

function secrets(): Record<string, string> {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const kid = createHash("sha256").update(String(jwk.x)).digest("base64url");
  return {
    SAYSO_MASTER_KEY: randomBytes(32).toString("base64url"),
    SAYSO_DIRECTIVE_KEY: JSON.stringify({ ...jwk, kid }),
  };
}

async function run(names: readonly string[], scale: number): Promise<void> {
  const database = await createTestDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, secrets(), { NEXTAUTH_URL: url, SAYSO_APP_DATABASE_URL: database.appUrl });
  await loadOrganisation(organisation(30));
  await backdateProgram(database.ownerUrl, DAYS);
  const people = await populate(database.ownerUrl, url, DEVICES, DAYS);
  const door = await startDoor(port);
  try {
    for (const name of names) {
      const result = await MEASUREMENTS[name]?.(door, people, database.ownerUrl, scale);
      console.log(JSON.stringify(result));
    }
  } finally {
    await door.stop();
    await disconnect();
    await database.drop();
  }
}

const { values, positionals } = parseArgs({
  options: { scale: { type: "string", default: "1" } },
  allowPositionals: true,
});
const [wanted] = positionals;
const scale = Number(values.scale);
if (wanted !== undefined && !(wanted in MEASUREMENTS)) {
  console.error(
    `There is no measurement called ${wanted}; there are ${Object.keys(MEASUREMENTS).join(", ")}.`,
  );
  process.exit(1);
}
if (!Number.isFinite(scale) || scale <= 0) {
  console.error("The scale is a number above 0, such as --scale 10.");
  process.exit(1);
}
await run(wanted === undefined ? Object.keys(MEASUREMENTS) : [wanted], scale);
