import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { applyRetention } from "../activity/commands/apply-retention.ts";
import { makePartitions } from "../activity/commands/keep-up.ts";
import { deviceActor, jobActor } from "../actor/queries.ts";
import { setUpProgram } from "../directory/commands/set-up-program.ts";
import {
  DAY,
  type ErasurePortal,
  HOUR,
  MINUTE,
  openErasurePortal,
  type Recorded,
} from "../erasure/test-erasure.ts";
import { storeCapture } from "./commands/store-capture.ts";
import { sweepCaptures } from "./commands/sweep-captures.ts";
import { listCaptures } from "./queries/list-captures.ts";

const job = jobActor("apply-retention");
const directory = mkdtempSync(join(tmpdir(), "sayso-kept-"));
let portal: ErasurePortal;
let clock: TestClock;
let picture: Buffer;
beforeAll(async () => {
  process.env.SAYSO_DATA_DIR = directory;
  portal = await openErasurePortal();
  clock = await movableClock(portal.owner);
  const colour = { width: 64, height: 40, channels: 3, background: "teal" } as const;
  picture = await sharp({ create: colour }).png().toBuffer();
});
afterAll(async () => {
  await portal.close();
  rmSync(directory, { recursive: true, force: true });
});

const keep = (screenDays: number) => setUpProgram(jobActor("set-up"), { name: "A program", screenDays });

/** Sends a picture that was taken so long ago, and returns what became of it. */
async function send({ actor, devices }: Recorded, msAgo: number) {
  await makePartitions(job);
  const sent = {
    id: uuidv7({ msecs: (await clock.now()) - msAgo }),
    application: "spreadsheet",
    bytes: picture,
  };
  return storeCapture(deviceActor({ deviceId: devices[0], employeeId: actor.id }), sent);
}

function objects(): string[] {
  const all = readdirSync(join(directory, "captures"), { recursive: true, withFileTypes: true });
  return all.flatMap((each) => (each.isFile() ? [each.name] : []));
}

const taken = async ({ actor }: Recorded) => (await listCaptures(actor, { after: null, limit: 9 })).captures;
const told = async () =>
  (
    await portal.sql<{ screen: number }>(
      "select (details ->> 'screen')::int as screen from act where kind = 'retention.applied' order by seq",
    )
  ).map(({ screen }) => screen);

async function run(): Promise<void> {
  await applyRetention(job, new AbortController().signal);
  await sweepCaptures(jobActor("sweep-captures"));
}

/** Looks a minute before and a minute after the moment at which the page says that the picture goes. */
async function expectToGo(who: Recorded, after: number): Promise<void> {
  const [only] = await taken(who);
  const { takenAt = 0, keptUntil = 0 } = only ?? {};
  expect((keptUntil - takenAt) / DAY).toBe(after);
  const before = await told();
  await clock.putOn(keptUntil - MINUTE - (await clock.now()));
  await run();
  expect([await taken(who), await told()]).toEqual([[only], before]);
  expect(objects()).toHaveLength(1);
  await clock.putOn(2 * MINUTE);
  await run();
  expect(await taken(who)).toEqual([]);
  expect(objects()).toEqual([]);
  expect(await told()).toEqual([...before, 1]);
}

test("what arrives late and is over already is not kept", async () => {
  const who = await portal.recorded();
  await keep(2);
  expect(await send(who, 49 * HOUR)).toEqual({ status: "discarded", reason: "too-old" });
  expect(await send(who, 47 * HOUR)).toEqual({ status: "stored" });
  await clock.putOn(2 * HOUR);
  await run();
  expect(objects()).toEqual([]);
});

test("a picture goes when the program says so, from the store too, and is counted as of the screen", async () => {
  const who = await portal.recorded();
  await keep(5);
  expect(await send(who, MINUTE)).toEqual({ status: "stored" });
  await expectToGo(who, 5);
});

test("where a notice said less than the program, it goes when the notice says so, and its week once it is empty", async () => {
  // So that its week, which began a day before, is looked at while the picture is still there.
  await clock.toTuesdayNoon("UTC");
  const who = await portal.recorded();
  const { screen } = portal.organisation.notice.body.categories;
  await keep(screen.retentionDays + 100);
  expect(await send(who, MINUTE)).toEqual({ status: "stored" });
  const [week] = await portal.sql<{ name: string }>("select tableoid::regclass::text as name from capture");
  const weeks = async () =>
    (await portal.sql<{ name: string }>("select name from record_partitions()")).map(({ name }) => name);
  expect(await weeks()).toContain(week?.name);
  await expectToGo(who, screen.retentionDays);
  expect(await weeks()).not.toContain(week?.name);
});
