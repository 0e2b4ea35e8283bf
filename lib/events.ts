import { randomUUID } from "node:crypto";
import pg from "pg";
import { env } from "./env.ts";

/** `changed`: what decides about this person may have changed. `arrived`: records of theirs were stored here. */
export type PersonEvent = "changed" | "arrived";
type Listener = (event: PersonEvent) => void;
type Watcher = (personId: string | null) => void;

const CHANNEL = "sayso";
/** What the listening connection is called in the database's list of them. */
const LISTENER = "sayso-listener";
const RECONNECT_MS = 500;
/** A peer that vanished says nothing, so the connection is asked now and then whether it is still one. */
const BEAT_MS = 30_000;
const ANSWER_WITHIN_MS = 5_000;
/** Other processes hear of arrivals at most this often: a NOTIFY's commit takes a lock across the database. */
const GATHER_MS = 1_000;
/** Identifiers in one NOTIFY, whose payload must stay under 8,000 bytes. */
const TOLD_TOGETHER = 200;

interface Hub {
  readonly id: string;
  /** Of whom other processes are to hear that records arrived. */
  readonly arrived: Set<string>;
  readonly listeners: Map<string, Set<Listener>>;
  /** Told of every change, with whom it concerns; null is everyone. */
  readonly watchers: Set<Watcher>;
  client: pg.Client | null;
  connecting: Promise<void> | null;
  closed: boolean;
}

declare global {
  // Next's route bundles and the process that hosts them are separate module graphs; they share one hub.
  var saysoEvents: Hub | undefined;
}

function hub(): Hub {
  globalThis.saysoEvents ??= {
    id: randomUUID(),
    arrived: new Set(),
    listeners: new Map(),
    watchers: new Set(),
    client: null,
    connecting: null,
    closed: false,
  };
  return globalThis.saysoEvents;
}

/**
 * Calls `listener` whenever something happens to `personId`, in this process or in any other on the same
 * database. Hints only: whoever is told reads the state. Returns how to stop.
 */
export function subscribe(personId: string, listener: Listener): () => void {
  const { listeners } = hub();
  const own = listeners.get(personId) ?? new Set();
  listeners.set(personId, own.add(listener));
  connect();
  return () => {
    own.delete(listener);
    if (own.size === 0 && listeners.get(personId) === own) listeners.delete(personId);
  };
}

/** The same of changes about anybody, for what is remembered of many: null when it may concern everyone. */
export function watchChanges(watcher: Watcher): void {
  hub().watchers.add(watcher);
  connect();
}

/** Tells this person's open pages: those of this process now, those of others within a second or so. */
export function announceArrival(personId: string): void {
  const own = hub();
  tell(own, personId, "arrived");
  if (own.arrived.size === 0) setTimeout(() => tellOthers(own), GATHER_MS).unref();
  own.arrived.add(personId);
}

/** Outside any storing transaction. A hint that is lost costs a page until its next reading. */
async function tellOthers(own: Hub): Promise<void> {
  const ids = [...own.arrived];
  own.arrived.clear();
  for (let from = 0; from < ids.length; from += TOLD_TOGETHER) {
    const payload = `arrived:${own.id}:${ids.slice(from, from + TOLD_TOGETHER).join(",")}`;
    await own.client?.query("select pg_notify($1, $2)", [CHANNEL, payload]).catch(() => undefined);
  }
}

/** Resolves when changes made elsewhere are being heard. */
export async function listening(): Promise<void> {
  connect();
  while (!hub().client) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Resolves when nothing is left of the connection, also when it was only being made. */
export async function closeEvents(): Promise<void> {
  const open = hub();
  open.closed = true;
  globalThis.saysoEvents = undefined;
  await open.connecting;
  await open.client?.end();
}

function tell(own: Hub, personId: string, event: PersonEvent): void {
  for (const listener of own.listeners.get(personId) ?? []) listener(event);
  if (event === "changed") for (const watcher of own.watchers) watcher(personId);
}

function tellEveryone(own: Hub): void {
  for (const each of own.listeners.values()) for (const listener of each) listener("changed");
  for (const watcher of own.watchers) watcher(null);
}

function hear(own: Hub, payload: string): void {
  const [, from, ids] = /^arrived:([^:]*):(.*)$/.exec(payload) ?? [];
  if (payload === "*") tellEveryone(own);
  else if (ids === undefined) tell(own, payload, "changed");
  else if (from !== own.id) for (const each of ids.split(",")) tell(own, each, "arrived");
}

function connect(): void {
  const own = hub();
  if (own.client || own.connecting || own.closed) return;
  own.connecting = attempt(own).finally(() => {
    own.connecting = null;
    if (!own.client) connectLater(own);
  });
}

function connectLater(own: Hub): void {
  const again = () => {
    if (!own.closed) connect();
  };
  setTimeout(again, RECONNECT_MS).unref();
}

async function attempt(own: Hub): Promise<void> {
  const client = new pg.Client({
    connectionString: env().SAYSO_APP_DATABASE_URL,
    application_name: LISTENER,
    connectionTimeoutMillis: 5_000,
    query_timeout: ANSWER_WITHIN_MS,
    keepAlive: true,
  });
  client.on("notification", ({ payload }) => {
    if (payload) hear(own, payload);
  });
  const beat = setInterval(() => client.query("select 1").catch(() => drop()), BEAT_MS);
  beat.unref();
  const lost = () => {
    clearInterval(beat);
    if (own.client !== client) return;
    own.client = null;
    connectLater(own);
  };
  const drop = () => {
    lost();
    client.end().catch(() => undefined);
  };
  client.on("error", lost);
  client.on("end", lost);
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    own.client = client;
    // Whatever happened while nobody listened was missed: everyone looks for themselves.
    tellEveryone(own);
  } catch {
    drop();
  }
}
