import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { DirectoryPerson } from "../domain/directory/schema.ts";
import { createTestDatabase, type TestDatabase } from "../lib/db/test-database.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import { LOADED_DATABASE, PEOPLE } from "./loaded-organisation.ts";
import { Provider } from "./provider.ts";
import { Relay } from "./relay.ts";
import { makeSecrets } from "./secrets.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TETHER = new URL("../scripts/tether.mjs", import.meta.url).href;
const READY_WITHIN_MS = 90_000;
/** What a portal says last that cannot reach its database. */
const GAVE_UP = "Connection terminated due to connection timeout";
/** A block of ports for each of the workers that may run at once. */
const FIRST_PORT = 4870;
const PORTS_PER_WORKER = 40;

/** Where the demo's people need more than the federal notice: a notice of the state's own, or their signature. */
const ASKS_MORE = ["US-NY", "US-IL", "US-MI"];

/** Columns of `program` (prisma/migrations), shortened so that a test need not wait. */
export type Program = Partial<
  Record<
    | "pause_max_seconds"
    | "pause_gap_seconds"
    | "deferral_limit"
    | "lease_seconds"
    | "sync_seconds"
    | "bytes_per_day",
    number
  >
>;

export interface PortalOptions {
  /** Index of the Playwright worker, which settles the ports. */
  worker: number;
  program?: Program;
  /** Everything goes through a relay that keeps what passes, and can break connections. */
  behindRelay?: boolean;
  /** People sign in at the demo's identity provider, rather than being signed in by a fixture alone. */
  withProvider?: boolean;
}

export interface Person {
  id: string;
  subject: string;
  name: string;
}

/** The built portal as its own process, on its own copy of a database with the demo organisation. */
export class Portal {
  /** Everything the process said, of all its lives. */
  log = "";
  /** What it keeps beside its database. */
  readonly directory = mkdtempSync(join(tmpdir(), "sayso-portal-"));
  private child: ChildProcess | null = null;
  /** As the owner, whom row-level security does not bind: to arrange and to inspect. */
  private readonly owner: pg.Pool;
  private provider: Provider | null = null;
  private readonly handedOut = new Set<string>();

  private constructor(
    readonly port: number,
    readonly secrets: ReturnType<typeof makeSecrets>,
    private readonly database: TestDatabase,
    private readonly inFront: Relay | null,
  ) {
    this.owner = new pg.Pool({ connectionString: database.ownerUrl, max: 3 });
    this.owner.on("error", () => undefined);
  }

  static async open({ worker, program, behindRelay, withProvider }: PortalOptions): Promise<Portal> {
    const database = await createTestDatabase(undefined, process.env[LOADED_DATABASE]);
    const port = await freePort(worker);
    const relay = behindRelay ? await Relay.open(await freePort(worker, port), port) : null;
    const portal = new Portal(port, makeSecrets(), database, relay);
    if (program) await portal.set(program);
    if (withProvider) {
      const { url, secrets } = portal;
      portal.provider = await Provider.open(await freePort(worker, port), url, secrets.OIDC_CLIENT_SECRET);
    }
    await portal.start();
    return portal;
  }

  /** As browsers and agents know it: a proxy's address when there is one in front. */
  get url(): string {
    return this.inFront?.url ?? `http://localhost:${this.port}`;
  }

  get relay(): Relay {
    if (!this.inFront) throw new Error("this portal has no relay in front of it");
    return this.inFront;
  }

  /**
   * Starts the process, and again where a busy machine kept it so long that it gave its database up: whoever runs a
   * portal does as much.
   */
  async start(): Promise<void> {
    for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; ) {
      const before = this.log.length;
      this.child = this.spawn();
      if (await this.answers(this.child, deadline)) return;
      if (!this.log.slice(before).includes(GAVE_UP)) break;
    }
    throw new Error(`the portal did not start:\n${this.log}`);
  }

  private spawn(): ChildProcess {
    const child = spawn(process.execPath, ["--import", TETHER, "dist/server.mjs"], {
      cwd: ROOT,
      // The tether's channel: should this worker be killed, the portal ends too.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...process.env,
        ...this.secrets,
        NODE_ENV: "production",
        PORT: String(this.port),
        NEXTAUTH_URL: this.url,
        SAYSO_APP_DATABASE_URL: this.database.appUrl,
        SAYSO_DATA_DIR: this.directory,
        // Nobody answers there, unless the provider runs: signing in needs it, being signed in does not.
        OIDC_ISSUER: this.provider?.issuer ?? "http://localhost:9",
        OIDC_CLIENT_ID: "sayso",
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.log += text;
      });
    }
    return child;
  }

  /** Ends the process at once, as a crash would; the database stays. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends the process in order and deletes the database. */
  async close(): Promise<void> {
    await this.end("SIGTERM");
    await this.inFront?.close();
    await this.provider?.close();
    await this.owner.end();
    await this.database.drop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(text, values)).rows;
  }

  /** A connection of the owner's own, for what has to stay open; the caller releases it. */
  session(): Promise<pg.PoolClient> {
    return this.owner.connect();
  }

  /** Runs statements as the owner in one transaction with an act beside them, as the database demands of every change. */
  async arrange(...statements: { text: string; values?: unknown[] }[]): Promise<void> {
    const client = await this.owner.connect();
    try {
      await client.query("begin");
      await client.query("insert into act (actor_kind, kind) values ('job', 'program.set-up')");
      for (const { text, values } of statements) await client.query(text, values);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  }

  async set(program: Program): Promise<void> {
    const columns = Object.keys(program).map((name, place) => `${name} = $${place + 1}`);
    const text = `update program set ${columns.join(", ")}`;
    await this.arrange({ text, values: Object.values(program) });
  }

  /** Someone of the organisation by a role they hold, or by being in it with no role at all. */
  async person(
    role: "legal" | "hr" | "appeals" | "engineer" | "steward" | "admin" | "manager" | "held",
  ): Promise<Person> {
    const where = {
      manager: "exists (select from person r where r.manager_id = p.id) and p.manager_id is not null",
      held: "exists (select from location l where l.person_id = p.id and l.jurisdiction = 'DE')",
    };
    const text =
      role === "manager" || role === "held"
        ? `select id, subject, name from person p where ${where[role]} order by subject limit 1`
        : `select id, subject, name from person p join role_grant g on g.person_id = p.id
           where g.role = '${role}' order by subject limit 1`;
    return only(await this.sql<Person>(text));
  }

  /**
   * An employee with no other part, whom no test of this worker has met before: one who lives and works at home
   * in `place`, or, when none is named, one of whom the law asks no more than that the notice be acknowledged.
   */
  async freshEmployee(place?: string): Promise<Person> {
    const { people } = organisation(PEOPLE);
    const managers = new Set(people.map((each) => each.manager));
    const isAt = ({ residence, work, workplace }: DirectoryPerson) =>
      !workplace &&
      (place
        ? residence === place && work === place
        : [residence, work].every((each) => each.startsWith("US") && !ASKS_MORE.includes(each)));
    const next = people.find(
      (each) =>
        each.roles.length === 0 &&
        !managers.has(each.subject) &&
        !this.handedOut.has(each.subject) &&
        isAt(each),
    );
    if (!next) throw new Error("the demo organisation has no employee left who was not in a test yet");
    this.handedOut.add(next.subject);
    return only(
      await this.sql<Person>("select id, subject, name from person where subject = $1", [next.subject]),
    );
  }

  private async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    const insist = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(insist);
  }

  /** False once it has ended, and all that it said is in the log, or is late. */
  private async answers(child: ChildProcess, deadline: number): Promise<boolean> {
    let isOver = false;
    child.once("close", () => {
      isOver = true;
    });
    while (!isOver && Date.now() < deadline) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/sign-in`).catch(() => null);
      if (answer && answer.status < 500) return true;
      await sleep(50);
    }
    return false;
  }
}

export function only<T>(rows: T[]): T {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows where there is one`);
  return row;
}

/**
 * A port of the worker's block that nobody listens on; it stays the portal's through restarts. Chosen by
 * chance, so that two runs on one machine hardly ever reach for the same.
 */
export async function freePort(worker: number, taken = 0): Promise<number> {
  const first = FIRST_PORT + (worker % 3) * PORTS_PER_WORKER;
  const start = randomInt(PORTS_PER_WORKER);
  for (let step = 0; step < PORTS_PER_WORKER; step++) {
    const port = first + ((start + step) % PORTS_PER_WORKER);
    if (port !== taken && (await isFree(port))) return port;
  }
  throw new Error(`no port is free between ${first} and ${first + PORTS_PER_WORKER - 1}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return listens;
}
