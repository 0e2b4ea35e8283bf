import pg from "pg";
import { env } from "./env.ts";

/** `changed`: what decides about this person may have changed. `arrived`: records of theirs were stored here. */
export type PersonEvent = "changed" | "arrived";
type Listener = (event: PersonEvent) => void;

const CHANNEL = "sayso";
const RECONNECT_MS = 500;

interface Hub {
  readonly listeners: Map<string, Set<Listener>>;
  client: pg.Client | null;
  connecting: Promise<void> | null;
  closed: boolean;
}

declare global {
  // Next's route bundles and the process that hosts them are separate module graphs; they share one hub.
  var saysoEvents: Hub | undefined;
}

function hub(): Hub {
  globalThis.saysoEvents ??= { listeners: new Map(), client: null, connecting: null, closed: false };
  return globalThis.saysoEvents;
}

/**
 * Calls `listener` whenever something happens to `personId`, in this process or (for `changed`) in any
 * other on the same database. Hints only: whoever is told reads the state. Returns how to stop.
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

/** Tells pages that are open in this process. Never NOTIFY: its commit takes a lock across the whole database. */
export function announceArrival(personId: string): void {
  tell(personId, "arrived");
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

function tell(personId: string, event: PersonEvent): void {
  for (const listener of hub().listeners.get(personId) ?? []) listener(event);
}

function tellEveryone(): void {
  for (const own of hub().listeners.values()) for (const listener of own) listener("changed");
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
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on("notification", ({ payload }) => {
    if (payload === "*") tellEveryone();
    else if (payload) tell(payload, "changed");
  });
  const lost = () => {
    if (own.client !== client) return;
    own.client = null;
    connectLater(own);
  };
  client.on("error", lost);
  client.on("end", lost);
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    own.client = client;
    // Whatever happened while nobody listened was missed: everyone looks for themselves.
    tellEveryone();
  } catch {
    client.end().catch(() => undefined);
  }
}
