import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { populate } from "../bench/population.ts";
import { unusedPort } from "../lib/test-port.ts";
import { openTestPortal, type TestPortal } from "./agent-door/test-portal.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => portal.close());

const started: ChildProcess[] = [];

function run(env: Record<string, string>): { child: ChildProcess; said: () => string } {
  const file = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => hear(String(text)));
  const hear = (text: string) => {
    said += text;
  };
  return { child, said: () => said };
}

async function answering(url: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (
      await fetch(url).then(
        (each) => each.ok,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error(`nothing answers at ${url}`);
}

describe("the process", () => {
  test("serves agents alone when told to, says how it is, and ends in order with streams open", async () => {
    const port = await unusedPort();
    const url = `http://127.0.0.1:${port}`;
    const { child } = run({ SAYSO_ROLE: "agents", PORT: String(port), NEXTAUTH_URL: url });
    const exited = once(child, "exit");
    await answering(`${url}/healthz`);
    expect((await fetch(url)).status).toBe(404);
    const description = await fetch(`${url}/api/agent/v1/openapi.json`).then((each) => each.json());
    expect(Object.keys(description.paths)).toContain("/sync");
    const [person] = await populate(portal.ownerUrl, url, 1);
    const stream = await fetch(`${url}/api/agent/v1/events`, {
      headers: person?.device.headers("GET", "/events") ?? {},
    });
    expect(stream.status).toBe(200);
    const asked = performance.now();
    child.kill("SIGTERM");
    for await (const _ of stream.body ?? []);
    expect(await exited).toEqual([0, null]);
    // Long before an idle connection would be given up.
    expect(performance.now() - asked).toBeLessThan(20_000);
  });

  test.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    ["a setting is missing", async () => ({ SAYSO_MASTER_KEY: "" }), /SAYSO_MASTER_KEY/],
    [
      "the role is unheard of",
      async () => ({ SAYSO_ROLE: "boss" }),
      /SAYSO_ROLE is one of all, pages, agents/,
    ],
    ["the port is taken", async () => ({ PORT: new URL(portal.url).port }), /^Port \d+ is taken/m],
  ])("says so in a sentence when %s", async (_, env, sentence) => {
    const { child, said } = run({ SAYSO_ROLE: "agents", PORT: "0", ...(await env()) });
    const [code] = await once(child, "close");
    expect([code, said()]).toEqual([1, expect.stringMatching(sentence)]);
  });
});
