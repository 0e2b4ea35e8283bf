import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newBatch, syncBody } from "../../bench/device.ts";
import { type Inhabitant, populate } from "../../bench/population.ts";
import { sync } from "../../domain/activity/commands/sync.ts";
import { wrongWith } from "../../domain/activity/expect-permitted.ts";
import { openSteps } from "../../domain/activity/rules/sealed-steps.ts";
import type { BatchResult, Segment, Step } from "../../domain/activity/schema.ts";
import { actorForSession, deviceActor } from "../../domain/actor/queries.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { answerConsent, switchApplication, withdrawConsent } from "../../domain/consent/commands.ts";
import { loadPeople } from "../../domain/directive/queries.ts";
import { revokeDevice } from "../../domain/directory/commands/revoke-device.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";
import { resumePause, startPause } from "../../domain/pause/commands.ts";
import { unwrapDataKey } from "../../lib/crypto.ts";
import { read } from "../../lib/db/reader.ts";
import { violation } from "../../lib/db/violation.ts";
import { Refusal } from "../../lib/refusal.ts";
import { openTestPortal, type TestPortal } from "./test-portal.ts";

// Hundreds of lives of made-up employees, many at a time, in front of the real database: everything that
// decides and everything that delivers, in any order and at the same moment.

const RUNS = 40;
const LIVES = 16;
const APPLICATIONS = ["terminal", "spreadsheet", "drawing"];

let portal: TestPortal;
let noticeHash: string;
let crowd: Inhabitant[] = [];

beforeAll(async () => {
  portal = await openTestPortal();
  await portal.sql("create table test_clock (ahead interval not null); grant select on test_clock to public");
  await portal.sql("insert into test_clock values ('0')");
  await portal.sql(`create or replace function sayso_now() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', clock_timestamp() + (select ahead from public.test_clock)) $$`);
  const [notice] = await portal.sql<{ sha256: string }>(
    "select sha256 from notice where jurisdiction = 'US'",
  );
  noticeHash = notice?.sha256 ?? "";
  crowd = await populate(portal.ownerUrl, portal.url, RUNS * LIVES * 2);
});
afterAll(() => portal.close());

type Deed =
  | { do: "sync"; segments: Sketch[] }
  | { do: "pause"; seconds: number }
  | { do: "resume" }
  | { do: "withdraw" }
  | { do: "revoke" }
  | { do: "answer"; given: boolean[]; applications: string[] }
  | { do: "switch"; application: string; allowed: boolean }
  | { do: "clock"; seconds: number };

/** A segment in relation to the moment at which it is sent; negative is the past. */
interface Sketch {
  readonly application: string;
  readonly from: number;
  readonly length: number;
  readonly steps: readonly { readonly at: number; readonly lasts: number; readonly kind: number }[];
}

const sketch: fc.Arbitrary<Sketch> = fc.record({
  application: fc.constantFrom(...APPLICATIONS, "unheard-of"),
  from: fc.integer({ min: -900, max: 100 }),
  length: fc.integer({ min: 1, max: 600 }),
  steps: fc.array(fc.record({ at: fc.nat(600), lasts: fc.nat(30), kind: fc.nat(6) }), { maxLength: 6 }),
});

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("sync" as const),
      segments: fc.array(sketch, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pause" as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("resume" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("withdraw" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("answer" as const),
      given: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      applications: fc.subarray(APPLICATIONS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("switch" as const),
      application: fc.constantFrom(...APPLICATIONS),
      allowed: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("clock" as const), seconds: fc.integer({ min: 1, max: 45 }) }),
  },
);

/** One deed after another, some of them at the same moment; now and then the computer is unlinked in the end. */
const life = fc.tuple(
  fc.array(fc.array(deed, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 6 }),
  fc.boolean(),
);

function segmentOf(each: Sketch, now: number): Segment {
  const { application, length } = each;
  const steps = each.steps.map((one) => stepOf(one, length));
  return { application, from: Math.floor(now / 100) + each.from, length, steps };
}

function stepOf({ at, lasts, kind }: Sketch["steps"][number], length: number): Step {
  const from = Math.min(at, length);
  const span = { at: from, for: Math.min(lasts, length - from) };
  const kinds: Step[] = [
    { kind: "switch", at: from },
    { kind: "move", ...span, pixels: 5 },
    { kind: "click", at: from, button: "left", times: 1 },
    { kind: "drag", ...span, button: "left", pixels: 5 },
    { kind: "scroll", ...span, direction: "up", ticks: 1 },
    { kind: "shortcut", at: from, chord: "Ctrl+C" },
    { kind: "keys", ...span, letters: 2 },
  ];
  return kinds[kind] ?? { kind: "switch", at: from };
}

async function databaseNow(): Promise<number> {
  const rows = await portal.sql<{ now: Date }>("select sayso_now() as now");
  return rows[0]?.now.getTime() ?? Number.NaN;
}

/** Does it, and returns what the portal acknowledged. A refusal is an answer like any other. */
async function perform(actor: PersonActor, deviceId: string, what: Deed): Promise<readonly BatchResult[]> {
  try {
    if (what.do === "sync") {
      const now = await databaseNow();
      const batch = newBatch({ segments: what.segments.map((each) => segmentOf(each, now)) }, now);
      const request = syncBody({ batches: [batch] });
      const device = deviceActor({ deviceId, employeeId: actor.id });
      // The same batch twice at once, as after an answer that was lost.
      const [first, second] = await Promise.all([sync(device, request), sync(device, request)]);
      return [...first.results, ...second.results];
    }
    if (what.do === "pause") await startPause(actor, { seconds: what.seconds });
    else if (what.do === "resume") await resumePause(actor);
    else if (what.do === "withdraw") await withdrawConsent(actor);
    else if (what.do === "revoke") await revokeDevice(actor, { deviceId, reason: "test" });
    else if (what.do === "switch") {
      await switchApplication(actor, { noticeHash, applicationId: what.application, allowed: what.allowed });
    } else if (what.do === "clock") {
      await portal.sql("update test_clock set ahead = ahead + make_interval(secs => $1)", [what.seconds]);
    } else {
      const answers = CATEGORIES.map((each, i) => [each, what.given[i] ? "given" : "refused"]);
      const categories = Object.fromEntries(answers);
      await answerConsent(actor, { noticeHash, categories, applications: what.applications });
    }
  } catch (error) {
    // The clock may jump in the middle of an answer; then the database does not take it.
    if (!(error instanceof Refusal) && violation(error) !== "an answer is dated now") throw error;
  }
  return [];
}

interface StoredRow {
  device_id: string;
  application: string | null;
  from: string;
  length: number;
  steps: Buffer;
  keyboard_steps: Buffer | null;
  wrapped: Buffer;
}

/** Reads everything that is stored about one of them, and returns how much there was. */
async function examine(actor: PersonActor, acknowledged: number): Promise<number> {
  const people = await read(actor, (db) =>
    loadPeople((_, text, values) => db.$queryRawUnsafe(text, ...values), [actor.id]),
  );
  const rows = await portal.sql<StoredRow>(
    `select s.device_id, s.application, (extract(epoch from started_at) * 10)::bigint as from,
       (extract(epoch from ended_at - started_at) * 10)::integer as length, steps, keyboard_steps, wrapped
     from segment s join data_key using (employee_id) where s.employee_id = $1`,
    [actor.id],
  );
  for (const row of rows) {
    const facts = people.get(actor.id)?.devices.get(row.device_id);
    if (!facts) throw new Error("a record of an unknown device");
    const from = Number(row.from);
    const key = unwrapDataKey(actor.id, row.wrapped);
    const place = { employeeId: actor.id, deviceId: row.device_id, from };
    const steps = openSteps(key, place, { steps: row.steps, keyboardSteps: row.keyboard_steps });
    const piece = { application: row.application, from, length: row.length, steps };
    expect(wrongWith(facts, piece, row.application ? [row.application] : APPLICATIONS)).toBeNull();
  }
  expect(rows.length).toBe(acknowledged);
  await expectSums(actor.id, rows);
  return rows.length;
}

/** The roll-ups that pages show are what the records add up to. */
async function expectSums(employeeId: string, rows: readonly StoredRow[]): Promise<void> {
  const [sums] = await portal.sql(
    `select (select coalesce(sum(segments), 0)::integer from activity_day where employee_id = $1) as segments,
       (select coalesce(sum(tenths), 0)::integer from activity_day where employee_id = $1) as tenths,
       (select coalesce(sum(stored), 0)::integer from batch where employee_id = $1) as stored,
       (select coalesce(sum(heartbeats), 0)::integer from usage_day where employee_id = $1) as heartbeats,
       (select count(*)::integer from batch where employee_id = $1) as batches`,
    [employeeId],
  );
  const tenths = rows.reduce((sum, row) => sum + row.length, 0);
  expect(sums).toEqual({
    segments: rows.length,
    tenths,
    stored: rows.length,
    heartbeats: sums?.batches,
    batches: sums?.batches,
  });
}

async function live([moments, unlinks]: readonly [readonly (readonly Deed[])[], boolean]): Promise<number> {
  const inhabitant = crowd.pop();
  if (!inhabitant) throw new Error("the crowd is too small");
  const actor = await actorForSession({ subject: inhabitant.employeeId, epoch: 1 });
  const { deviceId } = inhabitant.device;
  const end: Deed[] = unlinks ? [{ do: "revoke" }, { do: "sync", segments: [] }] : [];
  let acknowledged = 0;
  for (const deeds of [...moments, end]) {
    const results = await Promise.all(deeds.map((each) => perform(actor, deviceId, each)));
    for (const each of results.flat()) acknowledged += each.stored;
  }
  return examine(actor, acknowledged);
}

test("no stored record lies outside what was permitted, and none that was acknowledged is missing", async () => {
  let records = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: LIVES, maxLength: LIVES }), async (lives) => {
      const counts = await Promise.all(lives.map(live));
      records += counts.reduce((sum, each) => sum + each, 0);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  // Had nothing been stored, nothing would have been shown.
  expect(records).toBeGreaterThan(RUNS * LIVES);
}, 1_200_000);
