import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdPath, readHold, startHold } from "./hold.ts";
import { keyPath, loadOrMakeDeviceKey } from "./keys.ts";
import { endLink, saveLink } from "./link.ts";
import { controlDirectory, openStateDirectory } from "./state-dir.ts";
import { statusPath } from "./status.ts";

type Answer = [status: number, body: string];

function refusal(reason: string, title: string): Answer {
  const type = `http://127.0.0.1/problems/${reason}`;
  return [409, JSON.stringify({ type, title, status: 409 })];
}

/** What the portal says to each path. */
let answers: Record<string, Answer>;
let directory: string;
let portal: Server;

beforeEach(async () => {
  answers = {
    "/api/agent/v1/pauses": [201, "{}"],
    "/api/agent/v1/resumptions": refusal("not-paused", "No pause is running."),
  };
  directory = openStateDirectory(mkdtempSync(join(tmpdir(), "sayso-commands-")));
  portal = createServer(({ url = "" }, response) => {
    const [status, body] = answers[url] ?? [404, "{}"];
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

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = join(import.meta.dirname, "main.ts");
  const env = { ...process.env, SAYSO_AGENT_DIR: directory };
  // One that goes on where it should have ended fails its test, and is not left behind.
  const options = { env, timeout: 20_000 };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", main, ...args],
      options,
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function agent(...args: string[]): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await run(...args);
  return { code, output: stdout + stderr };
}

it("counts in words that fit", async () => {
  expect(await agent("pause", "1")).toEqual({
    code: 0,
    output: "Paused for 1 minute, on all your devices.\n",
  });
});

it.each([
  ["already-paused", "Collection is already paused.", "Collection is already paused.\n", "", true],
  [
    "too-soon",
    "You can pause again in 2 minutes.",
    "Paused for 5 minutes on this computer.\n",
    "Your other devices go on.",
    false,
  ],
] as const)("says what a refused pause means: %s", async (reason, title, said, warned, acknowledged) => {
  answers["/api/agent/v1/pauses"] = refusal(reason, title);
  const { code, stdout, stderr } = await run("pause", "5");
  expect(code).toBe(0);
  expect(stdout).toBe(said);
  expect(stderr).toContain(warned);
  expect(readHold(directory)?.acknowledged).toBe(acknowledged);
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

it("collects nothing while a pause is damaged, and says the same about it", async () => {
  writeFileSync(holdPath(directory), '{"startedAt":');
  const told = await agent("run");
  expect(told.code).toBe(1);
  expect(told).toEqual(await agent("status"));
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
