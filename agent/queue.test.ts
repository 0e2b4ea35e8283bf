import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Batch, batch, type Segment } from "../domain/activity/schema.ts";
import { Queue } from "./queue.ts";
import { AlreadyRunning } from "./run-lock.ts";
import { until } from "./testing/virtual-display.ts";

const DAY = 24 * 3_600_000;
const usage = { cpuMs: 5, rssMb: 60, bytesSent: 7, bytesReceived: 9, batteryPercent: null };
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sayso-queue-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const segmentAt = (from: number): Segment => ({
  application: "marker-application",
  from,
  length: 600,
  steps: [{ kind: "keys", at: 0, for: 9, letters: 3 }],
});
const damage = (sql: string) => {
  const db = new Database(join(directory, "queue.db"));
  db.exec(sql);
  db.close();
};
const all = (queue: Queue): Batch[] => queue.next(1_000, Number.POSITIVE_INFINITY);
const segmentsOf = (batches: Batch[]) => batches.flatMap(({ segments }) => segments.map(({ from }) => from));

describe("the queue", () => {
  it("keeps what is sealed, under the same id, until it is settled", () => {
    const first = new Queue(directory);
    first.keepSegment(segmentAt(600));
    first.keepCoverage([{ from: 1, minutes: 1, label: "collected" }], 2);
    first.keepCoverage([{ from: 2, minutes: 1, label: "collected" }], 3);
    first.seal(usage, 0);
    const [sealed] = all(first);
    expect(batch.safeParse(sealed).success).toBe(true);
    expect(sealed).toMatchObject({
      coverage: [{ from: 1, minutes: 2 }],
      usage: { ...usage, droppedSegments: 0 },
    });
    first.close();

    const second = new Queue(directory);
    expect(all(second)).toEqual([sealed]);
    expect(second.get("toldUntil")).toBe("3");
    expect(second.get("collectedIn")).toBe("1");
    if (sealed) second.settle(sealed.id);
    expect(second.length).toBe(0);
    second.close();
  });

  it("dates a batch by the time that it is told, whatever the computer's clock says", () => {
    const queue = new Queue(directory);
    const serverTime = Date.now() - 3_600_000;
    queue.seal(usage, serverTime + 0.4);
    const [sealed] = all(queue);
    expect(Number.parseInt((sealed?.id ?? "").replaceAll("-", "").slice(0, 12), 16)).toBe(serverTime);
    queue.close();
  });

  it("tells usage even when nothing happened, once", () => {
    const queue = new Queue(directory);
    for (let n = 0; n < 450; n++) queue.keepSegment(segmentAt(n));
    queue.seal(usage, 0);
    queue.seal(usage, 0);
    const batches = all(queue);
    expect(batches.map(({ segments }) => segments.length)).toEqual([200, 200, 50, 0]);
    expect(batches.map(({ usage: { cpuMs } }) => cpuMs)).toEqual([5, 0, 0, 5]);
    queue.close();
  });

  it("is unreadable on disk, and closed to other users", () => {
    const queue = new Queue(directory);
    queue.keepSegment(segmentAt(600));
    queue.seal(usage, 0);
    queue.keepSegment(segmentAt(1_200));
    for (const name of readdirSync(directory)) {
      const bytes = readFileSync(join(directory, name));
      expect(bytes.includes("marker-application"), name).toBe(false);
      expect(bytes.includes("letters"), name).toBe(false);
    }
    expect(statSync(join(directory, "queue.key")).mode & 0o777).toBe(0o600);
    queue.close();
  });

  it("drops the oldest when it is full or they are too old, and tells how many", () => {
    const queue = new Queue(directory, { bytes: 1_500, ageMs: 14 * DAY });
    for (let n = 0; n < 10; n++) {
      queue.keepSegment(segmentAt(n));
      queue.seal(usage, n);
    }
    queue.seal(usage, 10);
    const kept = segmentsOf(all(queue));
    const told = all(queue).reduce((sum, each) => sum + each.usage.droppedSegments, 0);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.at(-1)).toBe(9);
    expect(kept.length + told).toBe(10);
    queue.seal(usage, 15 * DAY);
    expect(segmentsOf(all(queue))).toEqual([]);
    queue.close();
  });

  it("halves a batch that is too large, losing nothing", () => {
    const queue = new Queue(directory);
    for (let n = 0; n < 5; n++) queue.keepSegment(segmentAt(n));
    queue.seal(usage, 0);
    const [whole] = all(queue);
    expect(whole && queue.split(whole)).toBe(true);
    const halves = all(queue);
    expect(halves.map(({ segments }) => segments.length)).toEqual([3, 2]);
    expect(segmentsOf(halves)).toEqual([0, 1, 2, 3, 4]);
    expect(halves.map(({ id }) => id)).not.toContain(whole?.id);
    expect(halves.map(({ usage: { cpuMs } }) => cpuMs)).toEqual([5, 0]);
    queue.close();
  });

  it("sets a refused batch aside, and goes on with the others", () => {
    const queue = new Queue(directory);
    queue.keepSegment(segmentAt(1));
    queue.seal(usage, 0);
    queue.seal(usage, 0);
    const [first, second] = all(queue);
    if (first) queue.quarantine(first.id, "422 invalid");
    expect(all(queue)).toEqual([second]);
    expect([queue.length, queue.quarantined]).toEqual([1, 1]);
    queue.close();
  });

  it.each([
    ["a row was damaged", () => damage("update batch set body = zeroblob(40) where seq = 1"), 1],
    ["the key was lost", () => rmSync(join(directory, "queue.key")), 2],
    ["the key was damaged", () => writeFileSync(join(directory, "queue.key"), "short"), 2],
  ])("goes on when %s, and tells what is lost", (_, happen, lost) => {
    const first = new Queue(directory);
    first.keepSegment(segmentAt(1));
    first.seal(usage, 0);
    first.keepSegment(segmentAt(2));
    first.close();
    happen();
    const queue = new Queue(directory);
    queue.seal(usage, 0);
    const before = all(queue);
    queue.keepSegment(segmentAt(3));
    queue.seal(usage, 0);
    const kept = all(queue);
    expect(segmentsOf(kept)).toEqual(lost === 1 ? [2, 3] : [3]);
    expect(queue.unreadable).toBe(lost);
    expect(before.length).toBe(1);
    expect(kept.reduce((sum, each) => sum + each.usage.droppedSegments, 0)).toBe(lost);
    queue.close();
  });

  it("belongs to one agent at a time", () => {
    const queue = new Queue(directory);
    expect(() => new Queue(directory)).toThrow(AlreadyRunning);
    queue.close();
    new Queue(directory).close();
  });
});

it("loses nothing that was sealed, and nothing twice, however often the agent is killed", async () => {
  const script = join(import.meta.dirname, "testing/queue-writer.ts");
  let from = 0;
  const told: string[] = [];
  for (let life = 0; life < 4; life++) {
    const writer = spawn(process.execPath, ["--import", "tsx", script, directory, String(from)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    writer.stdout.on("data", (part) => {
      said += String(part);
    });
    const gone = new Promise((resolve) => writer.once("close", resolve));
    await until(() => said.split("\n").length > 20 + 10 * life);
    writer.kill("SIGKILL");
    await gone;
    const lines = said.split("\n").slice(0, -1);
    told.push(...lines);
    from = Number(lines.at(-1)) + 1_000;
  }
  const queue = new Queue(directory);
  const kept = segmentsOf(all(queue));
  expect(new Set(kept).size).toBe(kept.length);
  expect(kept.filter((each) => told.includes(String(each)))).toEqual(told.map(Number));
  // At most the one that was sealed between the kill and what it could still say.
  expect(kept.length - told.length).toBeLessThanOrEqual(4);
  queue.close();
});
