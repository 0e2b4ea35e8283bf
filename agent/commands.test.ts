import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdPath, startHold } from "./hold.ts";
import { keyPath, loadOrMakeDeviceKey } from "./keys.ts";
import { endLink, saveLink } from "./link.ts";
import { controlDirectory, openStateDirectory } from "./state-dir.ts";
import { statusPath } from "./status.ts";

const ANSWERS: Record<string, [number, string]> = {
  "/api/agent/v1/pauses": [201, "{}"],
  "/api/agent/v1/resumptions": [
    409,
    '{"type":"http://127.0.0.1/problems/not-paused","title":"No pause is running.","status":409}',
  ],
};

let directory: string;
let portal: Server;

beforeEach(async () => {
  directory = openStateDirectory(mkdtempSync(join(tmpdir(), "sayso-commands-")));
  portal = createServer(({ url = "" }, response) => {
    const [status, body] = ANSWERS[url] ?? [404, "{}"];
    response.writeHead(status, { "content-type": "application/problem+json" }).end(body);
  }).listen(0, "127.0.0.1");
  await once(portal, "listening");
  const address = portal.address();
  saveLink(directory, {
    portal: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    deviceId: "0190a5b8-0000-7000-8000-000000000000",
    refreshToken: "r".repeat(43),
    accessToken: "a".repeat(43),
    accessUntil: Date.now() + 600_000,
    directiveKeys: [],
  });
});

afterEach(() => {
  portal.close();
  rmSync(directory, { recursive: true });
});

function agent(...args: string[]): Promise<{ code: number; output: string }> {
  const main = join(import.meta.dirname, "main.ts");
  const env = { ...process.env, SAYSO_AGENT_DIR: directory };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["--import", "tsx", main, ...args], { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, output: out + err }),
    );
  });
}

it("counts in words that fit", async () => {
  expect(await agent("pause", "1")).toEqual({
    code: 0,
    output: "Paused for 1 minute, on all your devices.\n",
  });
});

it("has nothing against a pause that is resumed twice", async () => {
  expect(await agent("resume")).toEqual({ code: 0, output: "No pause is running.\n" });
  startHold(directory, 5, Date.now());
  expect(await agent("resume")).toEqual({ code: 0, output: "Resumed.\n" });
  expect(existsSync(holdPath(directory))).toBe(false);
});

it.each([
  [["pause", "-5"], "This is not understood: pause -5. See sayso-agent --help\n"],
  [["status", "--jsom"], "This is not understood: status --jsom. See sayso-agent --help\n"],
  [["pause", "half"], "A pause lasts 1 to 30 whole minutes.\n"],
])("answers what it does not understand in one sentence: %s", async (args, said) => {
  expect(await agent(...args)).toEqual({ code: 1, output: said });
});

it("says what to do about a damaged pause, and begins anew", async () => {
  writeFileSync(holdPath(directory), '{"startedAt":');
  const told = await agent("status");
  expect(told.code).toBe(1);
  expect(told.output).toMatch(/^\S+hold\.json is damaged\. Run sayso-agent resume to begin anew\.\n$/);
  expect((await agent("resume")).output).toBe("Resumed.\n");
  expect((await agent("status")).output).toContain("The agent is not running.");
});

it("tells what it knows when a power cut has halved its last word", async () => {
  writeFileSync(statusPath(directory), "");
  expect(await agent("status")).toMatchObject({
    code: 0,
    output: expect.stringContaining("The agent is not running."),
  });
});

it("says who ended the link", async () => {
  endLink(directory, "http://127.0.0.1", "The portal has unlinked this computer.");
  expect(await agent("status")).toEqual({
    code: 3,
    output: "The portal has unlinked this computer. Run: sayso-agent enrol --portal URL\n",
  });
});

it("ends a damaged link too, with its keys", async () => {
  await loadOrMakeDeviceKey(directory);
  writeFileSync(join(controlDirectory(directory), "link.json"), "garbage");
  expect((await agent("run")).output).toMatch(
    /link\.json is damaged\. Run sayso-agent unlink, and link this computer anew\.\n$/,
  );
  const unlinked = await agent("unlink");
  expect(unlinked.code).toBe(0);
  expect(unlinked.output).toContain("Take it off your list there, under Devices.");
  expect(existsSync(keyPath(directory))).toBe(false);
  expect((await agent("status")).output).toContain("This computer is not linked.");
});
