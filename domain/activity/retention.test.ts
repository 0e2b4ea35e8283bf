import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import { getRetentionTerms } from "./queries/retention-terms.ts";
import { daysAt, goesAt } from "./rules/retention.ts";
import { DAY, MINUTE, openRetentionPortal, type RetentionPortal, type Sketch } from "./test-retention.ts";

let portal: RetentionPortal;
beforeAll(async () => {
  portal = await openRetentionPortal();
});
beforeEach(async () => {
  await portal.owner.query("delete from segment; delete from activity_day");
});
afterAll(() => portal.close());

const WHOLE = { application: "terminal", steps: 6, keyboard: 5, counts: [1, 2, 5, 1] };

const began = new Map<string, number>();
/** Stores a record, and remembers when it began. */
async function store(employeeId: string, sketch: Sketch = {}): Promise<string> {
  const device = await portal.stored(employeeId, sketch);
  began.set(device, (await portal.clock.now()) - MINUTE);
  return device;
}
const beganAt = (device: string) => began.get(device) ?? Number.NaN;

/** Runs the job two minutes before so many days have passed since a record began, and again two minutes after. */
async function runAround(
  days: number,
  device: string,
  before: object | null,
  after: object | null,
): Promise<void> {
  for (const [minutes, expected] of [
    [-2, before],
    [2, after],
  ] as const) {
    await portal.putTo(beganAt(device) + days * DAY + minutes * MINUTE);
    await portal.run();
    expect(await portal.left(device), `${minutes} minutes after ${days} days`).toEqual(expected);
    expect(await portal.miscounted()).toEqual([]);
  }
}

describe("each category ends a given number of days after the record began", () => {
  test("the pointer, then the keyboard, then the application and with it the record", async () => {
    await portal.keeps({ pointer: 10, keyboard: 20, application: 30 });
    const device = await store(portal.people.employee.id);
    const pointerless = { ...WHOLE, steps: 0, counts: [0, 0, 5, 1] };
    const named = { ...pointerless, keyboard: 0, counts: [0, 0, 0, 0] };
    await runAround(10, device, WHOLE, pointerless);
    await runAround(20, device, pointerless, named);
    await runAround(30, device, named, null);
  });

  test("steps hold switches of applications too, and so go with the application when that is first", async () => {
    await portal.keeps({ application: 5, keyboard: 8, pointer: 11 });
    const device = await store(portal.people.employee.id);
    const unnamed = { application: null, steps: 0, keyboard: 5, counts: [0, 0, 5, 1] };
    await runAround(5, device, WHOLE, unnamed);
    await runAround(8, device, unnamed, null);
  });

  test("one in which nothing else is goes with what it has", async () => {
    await portal.keeps({ pointer: 3, keyboard: 2, application: 3 });
    const { id } = portal.people.employee;
    const silent = await store(id, { keyboard: false });
    await portal.keeps({ pointer: 3, keyboard: 9, application: 9 });
    const nameless = await store(id, { keyboard: false, application: null });
    await runAround(3, nameless, { ...WHOLE, application: null, keyboard: null, counts: [1, 2, 0, 0] }, null);
    expect(await portal.left(silent)).toEqual({ ...WHOLE, steps: 0, keyboard: null, counts: [0, 0, 0, 0] });
  });

  test.each([
    ["pointer", { pointer: 4, keyboard: 6, application: 8 }],
    ["keyboard", { pointer: 6, keyboard: 4, application: 8 }],
    ["application", { pointer: 8, keyboard: 6, application: 4 }],
  ])("one from before the keyboard was sealed apart goes whole with the first, the %s", async (_, days) => {
    await portal.keeps(days);
    const device = await store(portal.people.employee.id, { undivided: true });
    await runAround(4, device, { ...WHOLE, keyboard: null }, null);
  });
});

test("a page says the very moment at which each part goes", async () => {
  const { employee } = portal.people;
  for (const days of [
    { pointer: 2, keyboard: 3, application: 4 },
    { pointer: 4, keyboard: 2, application: 3 },
    { pointer: 3, keyboard: 4, application: 2 },
  ]) {
    await portal.keeps(days);
    const device = await store(employee.id);
    const from = beganAt(device);
    const terms = await getRetentionTerms(employee, { from, to: from + 1 });
    const kept = { from, hasSteps: true, hasKeyboard: true, hasApplication: true, isUndivided: false };
    const binding = daysAt(terms, from);
    if (!binding) throw new Error("nothing binds");
    const going = goesAt(kept, binding);
    const moments = [going.steps, going.keyboard, going.application, going.record];
    for (const at of [...new Set(moments.map(Number))].sort()) {
      for (const edge of [at - MINUTE, at + MINUTE]) {
        await portal.putTo(edge);
        await portal.run();
        const left = await portal.left(device);
        const isThere = [left?.steps, left?.keyboard, left?.application, left].map(Boolean);
        expect(isThere).toEqual(moments.map((moment) => edge < Number(moment)));
      }
    }
  }
});

describe("what binds", () => {
  const daysOf = async (who: "employee" | "colleague", at: number) =>
    daysAt(await getRetentionTerms(portal.people[who], { from: at, to: at + 1 }), at);
  const notice = (days: number, changes: { jurisdiction?: string; substance?: boolean } = {}) => {
    const { title, body } = portal.organisation.notice;
    const keyboard = { ...body.categories.keyboard, retentionDays: days };
    return publishNext(portal.people, {
      title,
      substance: true,
      body: { ...body, why: `${body.why} ${days}`, categories: { ...body.categories, keyboard } },
      ...changes,
    });
  };

  test("is the notice where it is stricter than the program, the program where that is, and what was in force then", async () => {
    await portal.keeps({});
    const before = await store(portal.people.employee.id);
    await portal.clock.putOn(5 * MINUTE);
    await notice(7);
    await portal.clock.putOn(5 * MINUTE);
    const under = await store(portal.people.employee.id);
    await portal.clock.putOn(5 * MINUTE);
    await notice(200);
    await portal.clock.putOn(5 * MINUTE);
    const after = await store(portal.people.employee.id);
    const keyboardDays = async (device: string) => (await daysOf("employee", beganAt(device)))?.keyboard;
    expect(await keyboardDays(before)).toBe(365);
    expect(await keyboardDays(under)).toBe(7);
    expect(await keyboardDays(after)).toBe(200);
    const keyless = { ...WHOLE, keyboard: 0, counts: [1, 2, 0, 0] };
    await runAround(7, under, WHOLE, keyless);
    expect(await portal.left(before)).toEqual(WHOLE);
    // The program may become stricter later, and then binds for what is there.
    await portal.keeps({ keyboard: 30 });
    expect(await keyboardDays(after)).toBe(30);
    await runAround(30, after, WHOLE, keyless);
    expect(await portal.left(before)).toEqual(keyless);
  });

  test("is the shorter one of two notices that both count, whichever came first", async () => {
    await portal.keeps({});
    await notice(40);
    await portal.clock.putOn(MINUTE);
    // Not one of substance: whoever acknowledged the one before is not asked again.
    await notice(9, { substance: false });
    await portal.clock.putOn(MINUTE);
    expect((await daysOf("employee", await portal.clock.now()))?.keyboard).toBe(9);
    await notice(300);
    await portal.clock.putOn(MINUTE);
    expect((await daysOf("employee", await portal.clock.now()))?.keyboard).toBe(300);
  });

  test("is each person's own: a notice of a place binds for those who are there, while they are", async () => {
    await portal.keeps({});
    const { employee, colleague } = portal.people;
    await moveTo(employee.id, "US-TX");
    await moveTo(colleague.id, "US-FL");
    await notice(6, { jurisdiction: "US-TX" });
    await portal.clock.putOn(5 * MINUTE);
    const [theirs, others] = [await store(employee.id), await store(colleague.id)];
    await moveTo(employee.id, "US-FL");
    await portal.clock.putOn(5 * MINUTE);
    const moved = await store(employee.id);
    const keyless = { ...WHOLE, keyboard: 0, counts: [1, 2, 0, 0] };
    await runAround(6, theirs, WHOLE, keyless);
    await portal.clock.putOn(DAY);
    await portal.run();
    expect([await portal.left(others), await portal.left(moved)]).toEqual([WHOLE, WHOLE]);
  });
});

/** From now on they live and work there, as the directory would say. */
async function moveTo(personId: string, code: string): Promise<void> {
  const client = await portal.owner.connect();
  await client.query("begin; set local session_replication_role = replica");
  await client.query("update location set until_at = sayso_now() where person_id = $1 and until_at is null", [
    personId,
  ]);
  for (const kind of ["residence", "work"])
    await client.query(
      `insert into location (id, person_id, kind, jurisdiction, from_at, source, confirmed_at)
       values (gen_random_uuid(), $1, $2, $3, sayso_now(), 'test', sayso_now())`,
      [personId, kind, code],
    );
  await client.query("commit");
  client.release();
}

describe("the ledger", () => {
  test("has one line for a run that deleted something, with counts and nothing of anybody, and none for one that did not", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2 });
    await portal.run();
    const before = (await portal.told()).length;
    for (const { id } of [portal.people.employee, portal.people.colleague])
      for (let n = 0; n < 3; n++) await store(id, { keyboard: n > 0 });
    await portal.run();
    expect(await portal.told()).toHaveLength(before);
    await portal.clock.putOn(2 * DAY);
    await portal.run();
    await portal.run();
    const { rows } = await portal.owner.query(
      "select actor_kind, subject_id, object_id from act where kind = 'retention.applied'",
    );
    expect(await portal.told()).toHaveLength(before + 1);
    expect((await portal.told()).at(-1)).toEqual({
      pointer: 6,
      keyboard: 4,
      screen: 0,
      application: 6,
      rest: 0,
    });
    expect(rows.at(-1)).toEqual({ actor_kind: "job", subject_id: null, object_id: null });
  });
});
