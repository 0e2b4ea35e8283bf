import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CoverageRun } from "../domain/activity/schema.ts";
import { Clock } from "./clock.ts";
import { Queue } from "./queue.ts";
import { Timeline } from "./timeline.ts";

const MINUTE = 60_000;
const START = 29_921_000 * MINUTE;
const usage = { cpuMs: 0, rssMb: 0, bytesSent: 0, bytesReceived: 0, batteryPercent: null };

let directory: string;
let queue: Queue;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sayso-timeline-"));
  queue = new Queue(directory);
});
afterEach(() => {
  queue.close();
  rmSync(directory, { recursive: true });
});

/** A machine whose true time is `server`; its own clocks may be wrong, or stand still. */
function machine() {
  const times = { server: START, wall: START, monotonic: 0 };
  const clock = new Clock({ wall: () => times.wall, monotonic: () => times.monotonic });
  const awake = (ms: number) => {
    times.server += ms;
    times.wall += ms;
    times.monotonic += ms;
  };
  const asleep = (ms: number) => {
    times.server += ms;
    times.wall += ms;
  };
  const anchor = () => clock.anchor(times.server, times.monotonic, times.monotonic);
  return { times, clock, awake, asleep, anchor };
}

function told(): CoverageRun[] {
  queue.seal(usage, Date.now());
  const runs = queue.next(1_000, Number.POSITIVE_INFINITY).flatMap(({ coverage }) => coverage);
  return runs.map((run) => ({ ...run, from: run.from - START / MINUTE }));
}

it("places what held before server time was known", () => {
  const { clock, awake, anchor } = machine();
  const timeline = new Timeline(clock, queue);
  awake(3 * MINUTE);
  timeline.settle(clock.monotonic());
  expect(told()).toEqual([]);
  anchor();
  timeline.clockFound();
  timeline.become("collected");
  awake(2 * MINUTE);
  timeline.settle(clock.monotonic());
  expect(told()).toEqual([
    { from: 0, minutes: 3, label: "offline" },
    { from: 3, minutes: 2, label: "collected" },
  ]);
});

it("calls the time in which the agent did not run agent-off, and keeps a killed agent's last minute", () => {
  const before = machine();
  const first = new Timeline(before.clock, queue);
  before.anchor();
  first.clockFound();
  first.become("paused");
  before.awake(2.5 * MINUTE);
  first.settle(before.clock.monotonic());
  queue.keepSegment({
    application: "any",
    from: (START + 2 * MINUTE) / 100,
    length: 1,
    steps: [{ kind: "switch", at: 0 }],
  });

  const after = machine();
  after.asleep(10 * MINUTE);
  const second = new Timeline(after.clock, queue);
  after.anchor();
  second.clockFound();
  after.awake(MINUTE);
  second.settle(after.clock.monotonic());
  expect(told()).toEqual([
    { from: 0, minutes: 2, label: "paused" },
    { from: 2, minutes: 1, label: "collected" },
    { from: 3, minutes: 7, label: "agent-off" },
    { from: 10, minutes: 1, label: "offline" },
  ]);
});

it("calls the time that the machine slept offline", () => {
  const { clock, awake, asleep, anchor } = machine();
  const timeline = new Timeline(clock, queue);
  anchor();
  timeline.clockFound();
  timeline.become("collected");
  awake(2 * MINUTE);
  asleep(5 * MINUTE);
  expect(clock.check()).toBe(true);
  timeline.clockLost();
  timeline.become("clock-changed");
  awake(1_000);
  anchor();
  timeline.clockFound();
  timeline.become("collected");
  awake(MINUTE);
  timeline.settle(clock.monotonic());
  expect(told()).toEqual([
    { from: 0, minutes: 2, label: "collected" },
    { from: 2, minutes: 5, label: "offline" },
    { from: 7, minutes: 1, label: "collected" },
  ]);
});

it.each([60 * MINUTE, -60 * MINUTE])(
  "labels each minute once when the wall clock is moved by %i ms",
  (by) => {
    const { clock, times, awake, anchor } = machine();
    const timeline = new Timeline(clock, queue);
    anchor();
    timeline.clockFound();
    timeline.become("collected");
    awake(2 * MINUTE);
    times.wall += by;
    clock.check();
    timeline.clockLost();
    timeline.become("clock-changed");
    awake(2 * MINUTE);
    timeline.settle(clock.monotonic());
    anchor();
    timeline.clockFound();
    timeline.become("collected");
    awake(MINUTE);
    timeline.settle(clock.monotonic());
    expect(told()).toEqual([
      { from: 0, minutes: 2, label: "collected" },
      { from: 2, minutes: 2, label: "clock-changed" },
      { from: 4, minutes: 1, label: "collected" },
    ]);
  },
);
