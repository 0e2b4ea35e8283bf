import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { afterEach, expect, it } from "vitest";
import { monotonic } from "./clock.ts";
import { Unreachable, Wire } from "./wire.ts";

let server: Server;
let wire: Wire;

async function answering(answer: (response: ServerResponse) => void): Promise<Wire> {
  server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  wire = new Wire(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, monotonic);
  return wire;
}
afterEach(async () => {
  wire.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
/** Longer in all than the silence that ends a stream; each far shorter, also on a machine that stands still for seconds. */
const BEATS = 45;
const events = { method: "GET", path: "/events", headers: () => ({}) } as const;

it("sends no more headers than it must, and keeps its one connection", async () => {
  const seen: string[][] = [];
  const there = await answering((response) => {
    seen.push(response.req.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
    response.removeHeader("connection");
    response.end("{}");
  });
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  const call = { ...events, method: "POST", body: "{}" } as const;
  for (let n = 0; n < 3; n++) await there.call(call);
  expect(seen).toEqual(Array(3).fill(["content-length", "host"]));
  expect(connections).toBe(1);
});

it("gives a stream up that has fallen silent", async () => {
  const there = await answering((response) => response.write(": beat\n\n"));
  const read = async () => {
    let heard = "";
    try {
      for await (const part of await there.stream(events, 1_000)) heard += String(part);
    } catch (error) {
      return { heard, error };
    }
    return { heard, error: null };
  };
  expect(await read()).toEqual({ heard: ": beat\n\n", error: expect.any(Unreachable) });
});

it("keeps a stream that beats, however little it says", async () => {
  const there = await answering((response) => {
    let beats = 0;
    const beat = setInterval(() => {
      response.write(": beat\n\n");
      if (++beats < BEATS) return;
      clearInterval(beat);
      response.end();
    }, 100);
  });
  let heard = "";
  for await (const part of await there.stream(events, 4_000)) heard += String(part);
  expect(heard).toBe(": beat\n\n".repeat(BEATS));
});
