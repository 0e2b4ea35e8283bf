import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner } from "../../../bench/legal-population.ts";
import { movableClock } from "../../../prisma/factories/test-clock.ts";
import { openTestPortal, type Speaker, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { beginAbsence } from "../commands/set-absence.ts";
import { OUTCOMES, type Outcome } from "../rules/state.ts";
import type { Figure } from "../schema/figures.ts";
import { GROUNDS, type Ground } from "../schema.ts";
import { putSettled, type Settled } from "../test-settled.ts";
import { getExemptionFigures } from "./figures.ts";

// The floor of five people, attacked: not one count at a time, but with all that is published at once.

let portal: TestPortal;
let crowd: string[];
/** No month begins while these tests run. */
let noon: number;
beforeAll(async () => {
  portal = await openTestPortal();
  const clock = await movableClock(portal.owner);
  await clock.toTuesdayNoon("UTC");
  noon = await clock.now();
  const { rows } = await portal.owner.query<{ id: string }>("select id from person order by subject");
  crowd = rows.map(({ id }) => id);
});
afterAll(() => portal.close());

/** Puts exactly these there, past every trigger. */
function settle(requests: readonly Settled[]): Promise<void> {
  return asOwner(portal.ownerUrl, async (client) => {
    await client.query(
      "delete from exemption_outcome; delete from exemption_appeal; delete from exemption_request",
    );
    await putSettled(client, crowd, requests);
  });
}

const read = async () => (await getExemptionFigures(portal.people.hr)).figures;
const many = (people: readonly number[], ground: Ground, outcome: Outcome, months = 1): Settled[] =>
  people.map((person) => ({ person, ground, outcome, months }));

/** A cell of a month: what one ground and one outcome have in common. */
const CELLS = GROUNDS.flatMap((ground) => OUTCOMES.map((outcome) => ({ ground, outcome })));
type Cell = (typeof CELLS)[number];

/** Which cells a published count is the sum of: one without a name is of all that have none of their own. */
function cellsOf(figure: Figure, all: readonly Figure[]): Cell[] {
  const named = new Set(all.map(({ ground }) => ground));
  const outcomes = new Set(
    all.filter(({ ground }) => ground === figure.ground).map(({ outcome }) => outcome),
  );
  return CELLS.filter(
    ({ ground, outcome }) =>
      (figure.ground === null ? !named.has(ground) : figure.ground === ground) &&
      (figure.outcome === null ? !outcomes.has(outcome) : figure.outcome === outcome),
  );
}

/** Whether a sum over `wanted` follows from the sums that are known, by any adding and subtracting of them. */
function follows(wanted: readonly Cell[], known: readonly (readonly Cell[])[]): boolean {
  const vector = (cells: readonly Cell[]) => CELLS.map((cell) => (cells.includes(cell) ? 1 : 0));
  return rankOf([...known.map(vector), vector(wanted)]) === rankOf(known.map(vector));
}

function rankOf(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < CELLS.length; column++) {
    const pivot = rows.findIndex((row, place) => place >= rank && Math.abs(row[column] ?? 0) > 1e-9);
    const found = rows[pivot];
    if (!found) continue;
    rows.splice(pivot, 1);
    for (const row of rows.slice(rank)) {
      const factor = (row[column] ?? 0) / (found[column] ?? 1);
      for (const [place, value] of found.entries()) row[place] = (row[place] ?? 0) - factor * value;
    }
    rows.splice(rank, 0, found);
    rank += 1;
  }
  return rank;
}

test("whatever was settled, no count of fewer than five people is shown, nor follows from those that are", async () => {
  // By kind, so that their sizes lie around the floor: requests one by one would hardly ever come to five.
  const kind = fc.record({
    first: fc.nat(11),
    people: fc.constantFrom(1, 2, 3, 4, 4, 5, 6),
    ground: fc.constantFrom(...GROUNDS.slice(0, 4)),
    outcome: fc.constantFrom(...OUTCOMES.slice(0, 3)),
    months: fc.constantFrom(1, 1, 1, 2),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(kind, { maxLength: 9, size: "max" }), async (kinds) => {
      const requests = kinds.flatMap(({ first, people, ground, outcome, months }) =>
        many(
          Array.from({ length: people }, (_, place) => (first + place) % 12),
          ground,
          outcome,
          months,
        ),
      );
      await settle(requests);
      const figures = await read();
      for (const month of new Set(figures.map((each) => each.month))) {
        const shown = figures.filter((each) => each.month === month);
        const truth = requests.filter((each) => monthOf(each.months) === month);
        const known = shown.map((each) => cellsOf(each, shown));
        const peopleIn = (cells: readonly Cell[]) =>
          truth.filter((each) =>
            cells.some((cell) => cell.ground === each.ground && cell.outcome === each.outcome),
          );
        for (const [place, cells] of known.entries()) {
          expect(peopleIn(cells)).toHaveLength(shown[place]?.requests ?? -1);
          expect(new Set(peopleIn(cells).map(({ person }) => person)).size).toBeGreaterThanOrEqual(5);
        }
        expect(shown.reduce((sum, each) => sum + each.requests, 0)).toBe(truth.length);
        const sums = [
          ...CELLS.map((cell) => [cell]),
          ...GROUNDS.map((ground) => CELLS.filter((cell) => cell.ground === ground)),
          ...OUTCOMES.map((outcome) => CELLS.filter((cell) => cell.outcome === outcome)),
        ];
        for (const cells of sums) {
          const people = new Set(peopleIn(cells).map(({ person }) => person)).size;
          if (people > 0 && people < 5) expect(follows(cells, known)).toBe(false);
        }
      }
      for (const months of [1, 2]) {
        const people = new Set(requests.filter((each) => each.months === months).map(({ person }) => person))
          .size;
        expect(figures.some((each) => each.month === monthOf(months))).toBe(people >= 5);
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

function monthOf(months: number): string {
  const now = new Date(noon);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 10);
}

test("a small kind is counted with the next larger, so that no total gives it away", async () => {
  await settle([
    ...many([0, 1, 2, 3, 4, 5, 6], "bandwidth", "approved"),
    ...many([0, 1, 2, 3, 4, 5], "power", "approved"),
    ...many([7], "health", "denied"),
  ]);
  expect(await read()).toMatchObject([
    { ground: "bandwidth", outcome: "approved", requests: 7, medianDays: 5, slowDays: 5 },
    { ground: null, outcome: null, requests: 7 },
  ]);
});

test("many requests of few people are still of few people", async () => {
  await settle([0, 1, 2, 3].flatMap((person) => many(Array(9).fill(person), "bandwidth", "approved")));
  expect(await read()).toEqual([]);
});

test("a month that is not over, and one long ago, are not counted; appeals are, without their ground", async () => {
  await settle([
    ...many([0, 1, 2, 3, 4, 5], "bandwidth", "approved", 0),
    ...many([0, 1, 2, 3, 4, 5], "bandwidth", "approved", 26),
    ...many([0, 1, 2, 3, 4, 5], "health", "denied", 3).map((each) => ({ ...each, stage: "appeal" as const })),
  ]);
  expect(await read()).toMatchObject([{ stage: "appeal", ground: null, outcome: "denied", requests: 6 }]);
});

const asPerson = ({ id }: PersonActor): Speaker => ({ kind: "person", id, subjects: [id] });

test.each([
  ["within a day", "2026-11-23T15:00Z", "2026-11-23T21:00Z", 0.25],
  ["over a weekend", "2026-11-20T17:00Z", "2026-11-23T17:00Z", 1],
  ["within a weekend", "2026-11-21T17:00Z", "2026-11-22T17:00Z", 0],
  ["from a Saturday on", "2026-11-21T17:00Z", "2026-11-24T17:00Z", 1.5],
  ["over two weeks", "2026-11-10T17:00Z", "2026-11-24T17:00Z", 10],
])("days of work %s", async (_, began, ended, days) => {
  const { rows } = await portal.owner.query(
    "select working_days_between($1, $2, 'America/New_York') as days",
    [began, ended],
  );
  expect(rows[0].days).toBeCloseTo(days);
});

test("who has no part in the program counts nothing, in the portal or past it", async () => {
  const { people } = portal;
  for (const actor of [people.employee, people.manager, people.engineer, people.arbiter]) {
    await expect(getExemptionFigures(actor)).rejects.toMatchObject({ code: "not_found" });
    await expect(
      portal.asApp(asPerson(actor), (client) => client.query("select * from exemption_figures()")),
    ).rejects.toThrow("only the program's own people");
    const deciders = await portal.asApp(asPerson(actor), (client) =>
      client.query("select * from deciders_there()"),
    );
    expect(deciders.rows).toEqual([]);
  }
  const job: Speaker = { kind: "job", id: null, subjects: [] };
  await expect(
    portal.asApp(job, (client) => client.query("select * from exemption_figures()")),
  ).rejects.toThrow();
  for (const actor of [people.hr, people.legal, people.admin, people.steward])
    await expect(getExemptionFigures(actor)).resolves.toMatchObject({ settings: { days: 3 } });
  await expect(
    portal.asApp(asPerson(people.hr), (client) =>
      client.query("select merged_kinds('{a}', array[gen_random_uuid()])"),
    ),
  ).rejects.toThrow("permission denied");
});

test("where nobody decides any more is told to those who can name somebody", async () => {
  const deciders = async () => (await getExemptionFigures(portal.people.admin)).deciders;
  expect(await deciders()).toEqual([
    { role: "legal", people: 2, isThere: true },
    { role: "hr", people: 2, isThere: true },
    { role: "appeals", people: 2, isThere: true },
  ]);
  const days = { from: noon, until: noon + 86_400_000, delegateId: null };
  for (const who of [portal.people.arbiter, portal.people.secondHr]) await beginAbsence(who, days);
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported')),
       left_hr as (update person set active = false where id = $1)
     delete from role_grant where role = 'legal'`,
    [portal.people.hr.id],
  );
  expect(await deciders()).toEqual([
    { role: "legal", people: 0, isThere: false },
    { role: "hr", people: 1, isThere: false },
    { role: "appeals", people: 2, isThere: true },
  ]);
});
