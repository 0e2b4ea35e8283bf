import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { readHold } from "./hold.ts";
import { saveLink } from "./link.ts";
import { openStateDirectory } from "./state-dir.ts";

const run = promisify(execFile);
const refusals = {
  "already-paused": "Collection is already paused.",
  "too-soon": "You can pause again in 2 minutes.",
};

it.each([
  ["already-paused", "Collection is already paused.\n", "", true],
  ["too-soon", "Paused for 5 minutes on this computer.\n", "Your other devices go on.", false],
] as const)("says what a refused pause means: %s", async (reason, said, warned, acknowledged) => {
  const directory = openStateDirectory(mkdtempSync(join(tmpdir(), "sayso-pause-")));
  const server = createServer((_, response) => {
    response.writeHead(409, { "content-type": "application/problem+json" });
    const type = `http://127.0.0.1/problems/${reason}`;
    response.end(JSON.stringify({ type, title: refusals[reason], status: 409 }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  saveLink(directory, {
    portal: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    deviceId: "0190a5b8-0000-7000-8000-000000000000",
    refreshToken: "r".repeat(43),
    accessToken: "a".repeat(43),
    accessUntil: Date.now() + 600_000,
    directiveKeys: [],
  });
  const main = join(import.meta.dirname, "main.ts");
  const { stdout, stderr } = await run(process.execPath, ["--import", "tsx", main, "pause", "5"], {
    env: { ...process.env, SAYSO_AGENT_DIR: directory },
  });
  expect(stdout).toBe(said);
  expect(stderr).toContain(warned);
  expect(readHold(directory)?.acknowledged).toBe(acknowledged);
  server.close();
  rmSync(directory, { recursive: true });
});
