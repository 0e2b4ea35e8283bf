import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CATEGORIES } from "../notice/schema.ts";
import { withdrawRequest } from "./commands/end.ts";
import { type Group, type Scope, WEEK_MINUTES } from "./schema.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// Of two groups that both have to say yes: what is granted is what both approve, and never nothing.

let portal: RequestPortal;
beforeAll(async () => {
  portal = await openRequestPortal();
});
afterAll(() => portal.close());

const APPLICATIONS = ["terminal", "files", "drawing"];
const some = <T>(all: readonly T[]) => fc.option(fc.subarray([...all], { minLength: 1 }));
/** A part of sixty days, in whole days from tomorrow. */
const part = fc.record({
  categories: some(CATEGORIES),
  applications: fc.subarray(APPLICATIONS, { minLength: 1 }),
  // Spans of one person may overlap.
  hours: fc.option(
    fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: WEEK_MINUTES - 1 }), fc.integer({ min: 1, max: 6_000 }))
        .map(([from, length]): [number, number] => [from, Math.min(from + length, WEEK_MINUTES)]),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  from: fc.integer({ min: 1, max: 30 }),
  days: fc.integer({ min: 1, max: 28 }),
});
type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;

const minutesOf = (hours: Scope["hours"]) => {
  const week = new Array<boolean>(WEEK_MINUTES).fill(hours === null);
  for (const [from, until] of hours ?? []) week.fill(true, from, until);
  return week;
};
const scopeOf = ({ from, days, ...rest }: Part, at: number): Scope => ({
  ...rest,
  devices: null,
  from: at + from * DAY,
  until: at + (from + days) * DAY,
});
const common = <T>(a: readonly T[], b: readonly T[]) => a.filter((each) => b.includes(each)).toSorted();

/** Minute by minute of a week and name by name: what both leave out. Null when that is nothing. */
function meet(a: Scope, b: Scope) {
  const week = minutesOf(b.hours);
  const both = {
    categories: common(a.categories ?? CATEGORIES, b.categories ?? CATEGORIES),
    applications: common(a.applications ?? [], b.applications ?? []),
    minutes: minutesOf(a.hours).map((is, minute) => is && week[minute]),
    from: Math.max(a.from, b.from),
    until: Math.min(a.until, b.until),
  };
  const isNothing =
    both.categories.length === 0 ||
    both.applications.length === 0 ||
    !both.minutes.includes(true) ||
    both.from >= both.until;
  return isNothing ? null : both;
}

async function granted(id: string) {
  const { rows } = await portal.owner.query<Record<"categories" | "applications", string[] | null> & Row>(
    `select categories, applications, hours, from_at, until_at, o.kind from exemption e
     join exemption_outcome o using (request_id) where request_id = $1 and e.kind = 'granted'`,
    [id],
  );
  expect(rows.length).toBeLessThan(2);
  const [row] = rows;
  if (!row) return null;
  expect(row.kind).toBe("narrowed");
  return {
    categories: (row.categories ?? [...CATEGORIES]).toSorted(),
    applications: (row.applications ?? []).toSorted(),
    minutes: minutesOf(row.hours),
    from: row.from_at.getTime(),
    until: row.until_at.getTime(),
  };
}
interface Row {
  readonly hours: [number, number][] | null;
  readonly from_at: Date;
  readonly until_at: Date;
  readonly kind: string;
}

const decisions = async (id: string) => {
  const { rows } = await portal.owner.query(
    "select grp, kind from exemption_decision where request_id = $1 order by at",
    [id],
  );
  return rows;
};

async function expectMeet(first: Part, second: Part, isLegalFirst: boolean): Promise<void> {
  const { employee, manager, legal } = portal.people;
  const at = await portal.now();
  const id = await portal.apply(employee, "sensitive-content", { applications: APPLICATIONS });
  const narrow = (group: Group, each: Part) =>
    portal.decide(group === "legal" ? legal : manager, id, {
      group,
      kind: "narrowed",
      scope: scopeOf(each, at),
    });
  const [one, two]: [Group, Group] = isLegalFirst ? ["legal", "manager"] : ["manager", "legal"];
  await narrow(one, first);
  expect(await granted(id)).toBeNull();
  const both = meet(scopeOf(first, at), scopeOf(second, at));
  if (both) await narrow(two, second);
  else {
    await expect(narrow(two, second)).rejects.toMatchObject({ code: "conflict", reason: "nothing-left" });
    // It is undone, and theirs to decide still.
    expect(await decisions(id)).toEqual([{ grp: one, kind: "narrowed" }]);
    await withdrawRequest(employee, id, "request");
  }
  expect(await granted(id)).toEqual(both);
}

const whole = { categories: null, applications: APPLICATIONS, hours: null, from: 1, days: 28 };

test.each<[string, Part, Part, boolean]>([
  ["two nights that touch", { ...whole, hours: [[0, 60]] }, { ...whole, hours: [[60, 120]] }, false],
  [
    "two nights with one minute in common",
    { ...whole, hours: [[0, 61]] },
    { ...whole, hours: [[60, 120]] },
    true,
  ],
  ["days that follow one another", { ...whole, days: 5 }, { ...whole, from: 6 }, false],
  [
    "other applications",
    { ...whole, applications: ["files"] },
    { ...whole, applications: ["terminal"] },
    false,
  ],
  [
    "one application of two",
    { ...whole, applications: ["files", "terminal"] },
    { ...whole, applications: ["terminal"] },
    true,
  ],
  ["other categories", { ...whole, categories: ["screen"] }, { ...whole, categories: ["pointer"] }, false],
  ["one category, and all of them", { ...whole, categories: ["screen"] }, whole, true],
  [
    "spans that overlap",
    {
      ...whole,
      hours: [
        [0, 100],
        [50, 200],
      ],
    },
    { ...whole, hours: [[90, 150]] },
    true,
  ],
])("%s", async (_, first, second, isSome) => {
  const at = await portal.now();
  expect(meet(scopeOf(first, at), scopeOf(second, at)) !== null).toBe(isSome);
  await expectMeet(first, second, true);
});

test("whatever two groups approve a part of, what is granted is what both did, to the minute", async () => {
  await fc.assert(fc.asyncProperty(part, part, fc.boolean(), expectMeet), { numRuns: 40 });
}, 120_000);

test("where the second one's part would leave nothing, their yes to all of it leaves the first one's", async () => {
  const { employee, manager, legal } = portal.people;
  const id = await portal.apply(employee, "sensitive-content", { applications: APPLICATIONS });
  const at = await portal.now();
  const narrow = (applications: string[]) => ({
    kind: "narrowed" as const,
    scope: scopeOf({ ...whole, applications }, at),
  });
  await portal.decide(legal, id, { group: "legal", ...narrow(["files"]) });
  await expect(portal.decide(manager, id, narrow(["terminal"]))).rejects.toMatchObject({
    reason: "nothing-left",
  });
  await portal.decide(manager, id);
  expect(await granted(id)).toMatchObject({ applications: ["files"] });
});
