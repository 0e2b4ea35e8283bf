import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import pg from "pg";
import { Device } from "../../bench/device.ts";
import { actorForSession } from "../../domain/actor/queries.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { answerConsent } from "../../domain/consent/commands.ts";
import { getConsentOverview } from "../../domain/consent/queries.ts";
import { answerDeviceRequest } from "../../domain/directory/commands/answer-device-request.ts";
import { acknowledgeNotice } from "../../domain/notice/commands.ts";
import { CATEGORIES, type Category } from "../../domain/notice/schema.ts";
import { disconnect } from "../../lib/db/connection.ts";
import { closeEvents, listening } from "../../lib/events.ts";
import { inOnePlace } from "../../prisma/factories/in-one-place.ts";
import { loadedDatabase } from "../../prisma/factories/loaded-database.ts";
import { organisation } from "../../prisma/factories/organisation.ts";
import { agentDoor } from "./app.ts";
import { closeStreams } from "./events.ts";

/** A database of its own with the invented company, and the agents' door on a free port. */
export interface TestPortal {
  readonly url: string;
  readonly ownerUrl: string;
  /** As the owner, whom row-level security does not bind: to arrange and to inspect. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  person(subject: string): Promise<PersonActor>;
  /** A device of theirs, linked through the door. */
  device(actor: PersonActor, name?: string): Promise<Device>;
  close(): Promise<void>;
}

/** `people` of the organisation; sets the environment of this process, so once in each test file. */
export async function openTestPortal(people = 30): Promise<TestPortal> {
  const server = createServer(getRequestListener(agentDoor.fetch));
  // One that closed what was idle for five seconds would cut off a request that sets out at that moment.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the door has no port");
  const url = `http://127.0.0.1:${address.port}`;
  const invented = inOnePlace(organisation(people));
  const database = await loadedDatabase(`in_one_place_${people}`, invented, (appUrl) => {
    Object.assign(process.env, secrets(), { SAYSO_APP_DATABASE_URL: appUrl, NEXTAUTH_URL: url });
  });
  await listening();
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  owner.on("error", () => undefined);
  return {
    url,
    ownerUrl: database.ownerUrl,
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await owner.query<Row>(text, values)).rows,
    person: (subject) => actorForSession({ subject, epoch: 1 }),
    device: async (actor, name = "laptop") => {
      const device = new Device(url);
      await device.enrol(name, (userCode) => answerDeviceRequest(actor, { userCode, approved: true }));
      return device;
    },
    close: async () => {
      closeStreams();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await closeEvents();
      await disconnect();
      await owner.end();
      await database.drop();
    },
  };
}

function secrets(): Record<string, string> {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const kid = createHash("sha256").update(String(jwk.x)).digest("base64url");
  return {
    SAYSO_MASTER_KEY: randomBytes(32).toString("base64url"),
    SAYSO_DIRECTIVE_KEY: JSON.stringify({ ...jwk, kid }),
  };
}

/** Says yes to the notice, to these categories, and to these applications. */
export async function allow(
  actor: PersonActor,
  categories: readonly Category[] = CATEGORIES,
  applications: readonly string[] = ["terminal", "spreadsheet"],
): Promise<void> {
  const { notice } = await getConsentOverview(actor);
  await acknowledgeNotice(actor, { noticeHash: notice.sha256 });
  const answers = CATEGORIES.map((each) => [each, categories.includes(each) ? "given" : "refused"]);
  await answerConsent(actor, {
    noticeHash: notice.sha256,
    categories: Object.fromEntries(answers),
    applications: [...applications],
  });
}
