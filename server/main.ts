import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import next from "next";
import { disconnect } from "../lib/db/connection.ts";
import { admit } from "../lib/db/ingest.ts";
import { env } from "../lib/env.ts";
import { closeEvents } from "../lib/events.ts";
import { agentDoor } from "./agent-door/app.ts";
import { closeStreams } from "./agent-door/events.ts";
import { BASE_PATH } from "./agent-door/identify.ts";
import { startJobs } from "./jobs.ts";

/** Above this file in the checkout, and above its bundle in dist/. */
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** How long requests under way may take to end when the process is asked to stop. */
const GRACE_MS = 3_000;

/** A database that does not answer within this is none, as far as /healthz can say. */
const HEALTH_MS = 3_000;

const roles = ["all", "pages", "agents"] as const;
type Role = (typeof roles)[number];

function roleOf(setting: string | undefined): Role {
  const role = roles.find((each) => each === (setting || "all"));
  if (!role) throw new Error(`SAYSO_ROLE is one of ${roles.join(", ")}.`);
  return role;
}

const nothingHere: RequestListener = (_, response) => {
  response.writeHead(404, { "Content-Type": "text/plain" }).end("There is nothing here.\n");
};

/** Alive, and able to reach the database. */
async function health(response: ServerResponse): Promise<void> {
  const asked = admit("health", "select 1 as one", []).then(
    () => true,
    () => false,
  );
  const overdue = sleep(HEALTH_MS, false, { ref: false });
  const well = await Promise.race([asked, overdue]);
  response.writeHead(well ? 200 : 503, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify({ status: well ? "ok" : "no database" }));
}

/** The agents' door for its paths, Next for all else: agents never wait behind pages (docs/decisions). */
async function start(role: Role, port: number): Promise<void> {
  env();
  const pages = role === "agents" ? null : next({ dev: false, dir: ROOT, port, customServer: true });
  await pages?.prepare();
  const toPages: RequestListener = pages?.getRequestHandler() ?? nothingHere;
  const toAgents: RequestListener = role === "pages" ? nothingHere : getRequestListener(agentDoor.fetch);
  const stopJobs = role === "agents" ? null : await startJobs();

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "/";
    if (path === "/healthz") return health(response);
    if (path === BASE_PATH || path.startsWith(`${BASE_PATH}/`)) return toAgents(request, response);
    return toPages(request, response);
  };
  const server = createServer(
    {
      // A client that sends slowly holds a socket, and for no longer than this.
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16_384,
      // Longer than the minute between two syncs, so that an agent keeps its connection.
      keepAliveTimeout: 130_000,
    },
    handle,
  );
  server.on("error", (error: NodeJS.ErrnoException) => {
    fail(error.code === "EADDRINUSE" ? `Port ${port} is taken by another program.` : error.message);
  });
  server.listen(port);

  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    closeStreams();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    await stopJobs?.();
    await pages?.close();
    await closeEvents();
    await disconnect();
    process.exit(0);
  };
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (!stopping) stop().catch((error: Error) => fail(error.message));
      stopping = true;
    });
  }
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

try {
  await start(roleOf(process.env.SAYSO_ROLE), Number(process.env.PORT || 3000));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
