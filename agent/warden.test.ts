import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CoverageLabel, Directive } from "../domain/directive/schema.ts";
import { Capture } from "./capture.ts";
import { Clock, monotonic } from "./clock.ts";
import { LockWatcher } from "./lock.ts";
import { Queue } from "./queue.ts";
import { startVirtualDisplay, until, type VirtualDisplay } from "./testing/virtual-display.ts";
import { Timeline } from "./timeline.ts";
import { Warden } from "./warden.ts";

const environment = { ...process.env };
let display: VirtualDisplay;
let directory: string;
let queue: Queue;
let capture: Capture;
let clock: Clock;
let warden: Warden;
let labels: CoverageLabel[];
/** How far the machine's clock was moved by hand. */
let moved: number;
/** How much time is taken to have gone by, beyond what did: no test waits for what ends by itself, nor misses it. */
let passed: number;

beforeAll(async () => {
  display = await startVirtualDisplay();
  process.env = { ...display.env };
  await display.openTerminal();
});
afterAll(async () => {
  process.env = environment;
  await display.close();
});
beforeEach(() => {
  moved = 0;
  passed = 0;
  labels = [];
  directory = mkdtempSync(join(tmpdir(), "sayso-warden-"));
  queue = new Queue(directory);
  clock = new Clock({ wall: () => Date.now() + moved + passed, monotonic: () => monotonic() + passed });
  anchor();
  capture = new Capture(clock, {
    onSegment: (segment) => queue.keepSegment(segment),
    onChange: () => warden.relabel(),
    mayHear: () => warden.mayHear(),
  });
  warden = new Warden(
    "linux",
    clock,
    capture,
    new Timeline(clock, queue),
    new LockWatcher(() => undefined),
    (label) => labels.push(label),
  );
});
afterEach(async () => {
  await warden.unlink();
  queue.close();
  rmSync(directory, { recursive: true });
});

function anchor(): void {
  const now = clock.monotonic();
  clock.anchor(Date.now(), now, now);
}

function decided(over: Partial<Directive> = {}): Directive {
  const now = Math.round(clock.now());
  return {
    deviceId: randomUUID(),
    epoch: "epoch-of-the-decision",
    label: "collected",
    reasons: [],
    applications: [
      {
        id: "terminal",
        name: "Terminal",
        match: { linux: ["xterm"] },
        categories: ["keyboard", "application"],
      },
    ],
    limits: { bytesPerDay: 1_000_000, minBatteryPercent: 10, deferOnMetered: true },
    changesAt: null,
    issuedAt: now,
    validUntil: now + 120_000,
    ...over,
  };
}

async function collecting(): Promise<void> {
  await warden.adopt(decided());
  await until(() => warden.label === "collected");
  expect(capture.state.isHooked).toBe(true);
}

async function stopsWith(label: CoverageLabel): Promise<void> {
  expect(warden.label).toBe(label);
  expect(capture.isRunning).toBe(false);
  await until(() => !capture.state.isHooked);
}

describe("the warden", () => {
  it("has no hook before a directive, and none under one that does not collect", async () => {
    await warden.enforce();
    await stopsWith("offline");
    await warden.adopt(decided({ label: "no-consent", applications: [] }));
    await stopsWith("no-consent");
  });

  it("stops the hook when the next directive says so, before it calls it applied", async () => {
    await collecting();
    await warden.adopt(decided({ label: "paused", epoch: "epoch-of-another-one" }));
    expect(capture.state.isHooked).toBe(false);
    expect(warden.label).toBe("paused");
  });

  it("says exempt in what is spared and goes on elsewhere, and why in plain words", async () => {
    await collecting();
    const { applications } = decided();
    const text = "You are exempt in Terminal: nothing is recorded there.";
    const elsewhere = applications.map((each) => ({ ...each, id: "other", match: { linux: ["other"] } }));
    await warden.adopt(
      decided({
        epoch: "epoch-of-an-exemption",
        applications: elsewhere,
        spared: applications,
        reasons: [{ label: "exempt", text }],
      }),
    );
    await until(() => warden.label === "exempt");
    expect(capture.state.isHearing).toBe(false);
    expect(warden.reasons).toEqual([{ label: "exempt", text }]);
    const private_ = await display.openTerminal("private");
    await until(() => warden.label === "excluded-app");
    expect(warden.reasons).toEqual([
      { label: "excluded-app", text: expect.any(String) },
      { label: "exempt", text },
    ]);
    private_.kill();
    await until(() => warden.label === "exempt");
  });

  it("stops when the lease is over, and goes on when it is prolonged", async () => {
    await collecting();
    await warden.adopt(decided({ validUntil: Math.round(clock.now()) + 60_000 }));
    expect(capture.isRunning).toBe(true);
    passed += 60_001;
    expect(clock.now()).toBeGreaterThanOrEqual(warden.leaseUntil ?? Number.NaN);
    await warden.enforce();
    await stopsWith("offline");
    const now = Math.round(clock.now());
    warden.prolong({ ...decided(), issuedAt: now, validUntil: now + 60_000 });
    await until(() => warden.label === "collected");
  });

  it("stops at a due change without waiting for the portal's word", async () => {
    await collecting();
    await warden.adopt(decided({ changesAt: Math.round(clock.now()) + 60_000 }));
    expect(capture.isRunning).toBe(true);
    passed += 60_001;
    expect(clock.now()).toBeGreaterThanOrEqual(warden.changesAt ?? Number.NaN);
    await warden.enforce();
    await stopsWith("offline");
  });

  it.each([3_600_000, -3_600_000])(
    "stops when the clock is moved by %i ms, until the time is known again",
    async (by) => {
      await collecting();
      moved = by;
      expect(warden.mayHear()).toBe(false);
      await stopsWith("clock-changed");
      moved = by + 10;
      await warden.enforce();
      expect(warden.label).toBe("clock-changed");
      anchor();
      await warden.adopt(decided());
      await until(() => warden.label === "collected");
    },
  );

  it("stops when a signature does not hold, until one does", async () => {
    await collecting();
    warden.distrust();
    await stopsWith("untrusted");
    await collecting();
  });

  it("obeys the person at the computer before the portal, and by itself no longer than asked", async () => {
    await collecting();
    warden.hold(clock.monotonic() + 60_000);
    await stopsWith("paused");
    await warden.adopt(decided());
    await stopsWith("paused");
    passed += 60_000;
    expect(clock.monotonic()).toBeGreaterThanOrEqual(warden.nextChange);
    await warden.enforce();
    await until(() => warden.label === "collected");
  });

  it("saves power and bandwidth by stopping", async () => {
    await collecting();
    warden.save({ savesPower: true, savesBandwidth: false });
    await stopsWith("power-saving");
    warden.save({ savesPower: false, savesBandwidth: true });
    await stopsWith("bandwidth-saving");
    warden.save({ savesPower: false, savesBandwidth: false });
    await until(() => warden.label === "collected");
  });

  it("never goes on once it is unlinked", async () => {
    await collecting();
    await warden.unlink();
    await stopsWith("unlinked");
    await warden.adopt(decided());
    await stopsWith("unlinked");
  });
});
