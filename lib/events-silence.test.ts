import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openTestPortal, type TestPortal } from "../prisma/factories/test-portal.ts";
import { closeEvents } from "./events.ts";

/** Between us and the database: what went silent still holds its connections, and carries nothing. */
const silent = new Set<Socket>();
const relayed = new Set<Socket>();
const relay = createServer((near) => {
  const { hostname, port } = database;
  const far = connect({ host: hostname, port: Number(port) });
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.on("data", (bytes) => {
      if (!silent.has(near)) to.write(bytes);
    });
    from.on("close", () => to.destroy());
    from.on("error", () => to.destroy());
  }
  relayed.add(near);
});
let portal: TestPortal;
let database: URL;

beforeAll(async () => {
  portal = await openTestPortal();
  database = new URL(process.env.SAYSO_APP_DATABASE_URL ?? "");
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  await closeEvents();
  for (const each of relayed) each.destroy();
  relay.close();
  await portal.close();
});

test("a connection that went silent is dropped, and made anew", async () => {
  const address = relay.address();
  const through = new URL(database);
  through.hostname = "127.0.0.1";
  through.port = String(typeof address === "object" ? address?.port : "");
  // By its port, not by the socket by which tests reach it otherwise.
  through.searchParams.delete("host");
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  let called = 0;
  vi.resetModules();
  process.env.SAYSO_APP_DATABASE_URL = through.href;
  await closeEvents();
  const events = await import("./events.ts");
  events.subscribe(portal.people.employee.id, () => {
    called += 1;
  });
  await events.listening();
  expect(relayed.size).toBe(1);
  const before = called;
  for (const each of relayed) silent.add(each);
  vi.advanceTimersByTime(30_000);
  for (let n = 0; n < 1_000 && called === before; n++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect([relayed.size, called]).toEqual([2, before + 1]);
  await events.closeEvents();
});
