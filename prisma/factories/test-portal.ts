import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { exportJWK, generateKeyPair } from "jose";
import pg from "pg";
import { actorForSession } from "../../domain/actor/queries.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { disconnect } from "../../lib/db/connection.ts";
import { loadedDatabase } from "./loaded-database.ts";
import { type Organisation, organisation } from "./organisation.ts";

/** Who has which part in the invented organisation, by their place in it. */
const PLACES = {
  head: 0,
  lead: 3,
  manager: 8,
  legal: 16,
  secondLegal: 17,
  steward: 18,
  engineer: 19,
  admin: 21,
  employee: 22,
  colleague: 23,
  hr: 24,
  secondHr: 25,
  arbiter: 26,
  secondArbiter: 27,
};
export type Part = keyof typeof PLACES;

/** As whom a transaction of the app role speaks, for tests that come past every command. */
export interface Speaker {
  readonly kind: "" | "person" | "device" | "job" | "export" | "ingest";
  readonly id: string | null;
  readonly subjects: readonly string[];
}

/** A portal without doors: a database of its own, a whole organisation in it, and people to act as. */
export interface TestPortal {
  readonly organisation: Organisation;
  /** The database's owner, whom row-level security does not bind: to arrange and to inspect. */
  readonly owner: pg.Pool;
  readonly ownerUrl: string;
  /** Signed-in people. `manager` leads `employee`, `lead` leads `manager`; `colleague` is in another team. */
  readonly people: Readonly<Record<Part, PersonActor>>;
  /** Runs `work` in one transaction of the app role, straight in SQL, and commits it. */
  asApp<T>(speaker: Speaker, work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** The acts recorded about a person, oldest first. */
  actsAbout(personId: string): Promise<RecordedAct[]>;
  /** Resolves once a transaction, or so many, wait for another one's lock. */
  someoneWaits(many?: number): Promise<void>;
  close(): Promise<void>;
}

export interface RecordedAct {
  readonly kind: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly objectId: string | null;
  readonly details: Record<string, unknown>;
}

/** Opens one. The settings are read once in a process, so one for each test file. */
export async function openTestPortal(size = 28): Promise<TestPortal> {
  const invented = organisation(size);
  const database = await loadedDatabase(`organisation_${size}`, invented, settle);
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  const app = new pg.Pool({ connectionString: database.appUrl, max: 4 });
  return {
    organisation: invented,
    owner,
    ownerUrl: database.ownerUrl,
    people: await everyPart(invented),
    asApp: (speaker, work) => speakAs(app, speaker, work),
    actsAbout: (personId) => actsAbout(owner, personId),
    someoneWaits: (many = 1) => someoneWaits(owner, many),
    close: async () => {
      await disconnect();
      await Promise.all([owner.end(), app.end()]);
      await database.drop();
    },
  };
}

/** The settings a portal cannot run without, with keys that nobody has. */
async function settle(appUrl: string): Promise<void> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  process.env.SAYSO_APP_DATABASE_URL = appUrl;
  process.env.SAYSO_MASTER_KEY = randomBytes(32).toString("base64url");
  process.env.SAYSO_DIRECTIVE_KEY = JSON.stringify({ ...(await exportJWK(privateKey)), kid: "test" });
  process.env.NEXTAUTH_URL = "http://localhost:4860";
}

async function everyPart({ people }: Organisation): Promise<Record<Part, PersonActor>> {
  const signIn = (part: Part) => actorForSession({ subject: people[PLACES[part]]?.subject ?? "", epoch: 1 });
  return {
    head: await signIn("head"),
    lead: await signIn("lead"),
    manager: await signIn("manager"),
    legal: await signIn("legal"),
    secondLegal: await signIn("secondLegal"),
    steward: await signIn("steward"),
    engineer: await signIn("engineer"),
    admin: await signIn("admin"),
    hr: await signIn("hr"),
    secondHr: await signIn("secondHr"),
    arbiter: await signIn("arbiter"),
    secondArbiter: await signIn("secondArbiter"),
    employee: await signIn("employee"),
    colleague: await signIn("colleague"),
  };
}

async function speakAs<T>(
  app: pg.Pool,
  speaker: Speaker,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await app.connect();
  try {
    await client.query("begin");
    await speak(client, speaker);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Says in a running transaction who is asking, as `lib/db` does for every command and query. */
export async function speak(client: pg.ClientBase, { kind, id, subjects }: Speaker): Promise<void> {
  await client.query(
    "select set_config('app.kind', $1, true), set_config('app.actor', $2, true), set_config('app.subjects', $3, true)",
    [kind, id ?? "", `{${subjects.join(",")}}`],
  );
}

async function someoneWaits(owner: pg.Pool, many: number): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const { rowCount } = await owner.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rowCount !== null && rowCount >= many) return;
    await sleep(10);
  }
  throw new Error("nobody waits for a lock");
}

async function actsAbout(owner: pg.Pool, personId: string): Promise<RecordedAct[]> {
  const { rows } = await owner.query<RecordedAct>(
    `select kind, actor_kind as "actorKind", actor_id as "actorId", object_id as "objectId", details
     from act where subject_id = $1 order by seq`,
    [personId],
  );
  return rows;
}
