import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { captureHeaders, captureId } from "../../domain/activity/schema.ts";
import { openStateDirectory } from "../state-dir.ts";
import { readStatus } from "../status.ts";
import { openSmallPortal, type SmallPortal } from "../testing/small-portal.ts";
import { startVirtualDisplay, until, type VirtualDisplay } from "../testing/virtual-display.ts";
import { albumFiles } from "./album-rows.ts";

// The agent as it is run, from a directive that allows pictures to a picture that a portal has.

const MAIN = join(import.meta.dirname, "..", "main.ts");
const FROM_SOURCE = ["--import", "tsx", MAIN];
const TERMINAL = { id: "terminal", name: "Terminal", match: { linux: ["xterm"] } };

let display: VirtualDisplay;
let portal: SmallPortal;
let directory: string;
let agent: ChildProcess;
let log: string;

beforeAll(async () => {
  display = await startVirtualDisplay();
  await display.openTerminal();
});
afterAll(() => display.close());
beforeEach(async () => {
  directory = openStateDirectory(mkdtempSync(join(tmpdir(), "sayso-agent-")));
  portal = await openSmallPortal();
  portal.link(directory);
  decide(["screen"], 8);
  log = "";
  agent = spawn(process.execPath, [...FROM_SOURCE, "run"], {
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  agent.stderr?.on("data", (part) => {
    log += String(part);
  });
});
afterEach(async () => {
  agent.kill("SIGKILL");
  await until(() => agent.exitCode !== null || agent.signalCode !== null);
  portal.close();
  rmSync(directory, { recursive: true });
});

function environment(): NodeJS.ProcessEnv {
  return { ...display.env, SAYSO_AGENT_DIR: directory };
}

function decide(categories: ("screen" | "pointer")[], capturesPerDay?: number): void {
  portal.directive = {
    label: "collected",
    applications: [{ ...TERMINAL, categories }],
    limits: { bytesPerDay: 50_000_000, minBatteryPercent: 0, deferOnMetered: false, capturesPerDay },
  };
}

function pictures() {
  return readStatus(directory).pictures;
}

function said(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...FROM_SOURCE, ...args], { env: environment() }, (_, told) => resolve(told));
  });
}

it("brings a picture to the portal, and says so", async () => {
  await until(() => pictures()?.today === 1);
  await until(() => pictures()?.waiting === 0);
  const [put] = portal.puts;
  expect(captureId.safeParse(put?.path.split("/").at(-1)).success).toBe(true);
  expect(captureHeaders.parse(put?.headers)["sayso-application"]).toBe("terminal");
  expect((await sharp(put?.body).metadata()).format).toBe("png");
  expect(portal.puts).toHaveLength(1);
  expect(await said("status")).toContain("Pictures of the screen: 1 taken today, 0 to be sent.\n");
  expect(log).toContain("took a picture of the window in front");
  expect(log).not.toContain("xterm");
});

it("drops what waits when pictures are not allowed any more, and takes none", async () => {
  portal.answer = () => ({ status: 503 });
  await until(() => pictures()?.waiting === 1);
  decide(["pointer"], 8);
  await until(() => pictures()?.waiting === 0);
  const tried = portal.puts.length;
  portal.answer = () => ({ status: 201, body: { status: "stored" } });
  await until(() => /dropped: they are not allowed/.test(log));
  expect(portal.puts).toHaveLength(tried);
  expect(pictures()).toEqual({ today: 1, waiting: 0, refused: 0, dropped: 0 });
});

it("keeps what waits through a pause and a restart, and destroys it with the link", async () => {
  portal.answer = () => "silent";
  await until(() => pictures()?.waiting === 1);
  portal.directive = { ...portal.directive, label: "paused", applications: [] };
  await until(() => readStatus(directory).label === "paused");
  expect(pictures()?.waiting).toBe(1);
  agent.kill("SIGKILL");
  expect(readFileSync(albumFiles(directory)[0] ?? "").length).toBeGreaterThan(0);
  expect(await said("unlink")).toContain("is unlinked");
  expect(albumFiles(directory).filter((file) => existsSync(file))).toEqual([]);
});

it("takes none for a portal that says nothing of pictures", async () => {
  agent.kill("SIGKILL");
  decide(["screen"]);
  agent = spawn(process.execPath, [...FROM_SOURCE, "run"], { env: environment(), stdio: "ignore" });
  await until(() => readStatus(directory).label === "excluded-app");
  expect([readStatus(directory).isHooked, pictures()?.today]).toEqual([false, 0]);
});
