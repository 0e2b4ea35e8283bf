import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Inhabitant, populate } from "../../bench/population.ts";
import { actorForSession } from "../../domain/actor/queries.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { loadPeople } from "../../domain/directive/queries.ts";
import { type Facts, permitted, type Span } from "../../domain/directive/rules.ts";
import { askApplicant } from "../../domain/exemption/commands/discuss.ts";
import {
  appealExemption,
  giveUpExemption,
  revokeExemption,
  withdrawRequest,
} from "../../domain/exemption/commands/end.ts";
import { runExemptionClock } from "../../domain/exemption/commands/run-clock.ts";
import { GROUNDS, GROUPS, type Group, STAGES, type Stage } from "../../domain/exemption/schema.ts";
import {
  clockwork,
  DAY,
  openRequestPortal,
  type RequestPortal,
} from "../../domain/exemption/test-requests.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";
import { Refusal } from "../../lib/refusal.ts";
import { claimingTogether, expectNoMoreHeard } from "./test-windows.ts";

// Whatever anybody does with applications, it only ever takes away from what is collected: a person who applies is
// compared with a twin who never did, at every instant to come at which anything changes.

const RUNS = 30;
/** Past the Sunday in March on which clocks are put forward in New York. */
const HORIZON = 130 * DAY;
let portal: RequestPortal;
let crowd: Inhabitant[];

beforeAll(async () => {
  portal = await openRequestPortal();
  crowd = await populate(portal.ownerUrl, "http://localhost", RUNS * 4);
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported'))
     update person set manager_id = $1 where department = 'Fleet'`,
    [portal.people.manager.id],
  );
  // They did not say yes to everything: there is something that could be collected and is not.
  await portal.owner.query(`begin; set local session_replication_role = replica;
    update consent_choice set state = 'refused' where category = 'application';
    update application_choice set allowed = false where application_id = 'drawing';
    ${claimingTogether()}; commit`);
  // A second computer each, of which the first one's exemption says nothing.
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'device.linked'))
     insert into device (id, employee_id, name, platform, serial, public_key, thumbprint)
     select gen_random_uuid(), employee_id, 'second', 'linux', 'S2', '{}', gen_random_uuid()::text from device`,
  );
});
afterAll(() => portal.close());

const pick = fc.nat(50);
const scope = fc.record({
  categories: fc.option(fc.subarray([...CATEGORIES], { minLength: 1 })),
  applications: fc.option(fc.subarray(["terminal", "spreadsheet", "drawing"], { minLength: 1 })),
  isOnOne: fc.boolean(),
  hours: fc.option(
    fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 80 }))
        .map(([a, b]) => [a, a + b] as [number, number]),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  from: fc.integer({ min: 0, max: 40 }),
  days: fc.integer({ min: 1, max: 120 }),
});
type Sketch = typeof scope extends fc.Arbitrary<infer T> ? T : never;
const simple = (name: "withdraw" | "give-up" | "revoke" | "appeal" | "ask" | "silence") =>
  fc.record({ do: fc.constant(name), pick });
const deed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("apply" as const), ground: fc.constantFrom(...GROUNDS), scope }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("renew" as const), pick, scope }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("decide" as const),
      pick,
      kind: fc.constantFrom("approved" as const, "narrowed" as const, "denied" as const),
      scope,
    }),
  },
  ...(["withdraw", "give-up", "revoke", "appeal", "ask", "silence"] as const).map((name) => ({
    weight: 1,
    arbitrary: simple(name),
  })),
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("clock" as const), days: fc.integer({ min: 1, max: 12 }) }),
  },
);
type DeedOf = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** One who applies, and their twin. */
interface Pair {
  readonly applicant: PersonActor;
  readonly twin: PersonActor;
  readonly device: string;
  readonly requests: string[];
}

async function scopeOf({ isOnOne, from, days, ...rest }: Sketch, { device }: Pair) {
  const at = await portal.now();
  const begin = at + from * DAY;
  return { ...rest, devices: isOnOne ? [device] : null, from: begin, until: begin + days * DAY };
}

/** Whoever is asked about one of them, in which step. */
async function judge(id: string): Promise<{ who: PersonActor; stage: Stage; group: Group } | null> {
  const { rows } = await portal.owner.query<{ subject: string; stage: string; grp: string }>(
    `select p.subject, a.stage, a.grp from exemption_assignee a join person p on p.id = a.person_id
     where request_id = $1 and ended_at is null order by a.grp limit 1`,
    [id],
  );
  const stage = STAGES.find((each) => each === rows[0]?.stage);
  const group = GROUPS.find((each) => each === rows[0]?.grp);
  if (!rows[0] || !stage || !group) return null;
  return { who: await actorForSession({ subject: rows[0].subject, epoch: 1 }), stage, group };
}

async function act(each: DeedOf, pair: Pair): Promise<void> {
  const { applicant, requests } = pair;
  if (each.do === "clock") {
    await portal.putOn(each.days * DAY);
    return runExemptionClock(clockwork);
  }
  if (each.do === "apply") {
    requests.push(await portal.apply(applicant, each.ground, await scopeOf(each.scope, pair)));
    return;
  }
  const id = requests[each.pick % requests.length];
  if (!id) return;
  const asked = await judge(id);
  if (each.do === "renew")
    requests.push(await portal.apply(applicant, "other", await scopeOf(each.scope, pair), id));
  if (each.do === "decide" && asked) await decide(each, id, asked, pair);
  if (each.do === "ask" && asked)
    await askApplicant(asked.who, { requestId: id, stage: asked.stage, group: asked.group }, "Why?");
  if (each.do === "withdraw") await withdrawRequest(applicant, id, asked?.stage ?? "request");
  if (each.do === "give-up") await giveUpExemption(applicant, id);
  if (each.do === "appeal") await appealExemption(applicant, id, "Please.");
  if (each.do === "revoke") await revokeExemption(portal.people.manager, id, "Enough.");
  if (each.do === "silence" && asked) for (let turn = 0; turn < 3; turn++) await portal.tick(id);
}

async function decide(
  { kind, scope: sketch }: Extract<DeedOf, { do: "decide" }>,
  id: string,
  { who, stage, group }: { who: PersonActor; stage: Stage; group: Group },
  pair: Pair,
): Promise<void> {
  const { rows } = await portal.owner.query<{ from_at: Date; until_at: Date; devices: string[] | null }>(
    "select from_at, until_at, devices from exemption_request where id = $1",
    [id],
  );
  const narrow = await scopeOf(sketch, pair);
  const from = Math.max(narrow.from, rows[0]?.from_at.getTime() ?? 0);
  const until = Math.min(narrow.until, rows[0]?.until_at.getTime() ?? 0);
  await portal.decide(who, id, { stage, group, kind, scope: { ...narrow, from, until } });
}

async function factsOf(id: string): Promise<Map<string, Facts>> {
  const known = await loadPeople(
    async (_, text, values) => (await portal.owner.query(text, [...values])).rows,
    [id],
  );
  const person = known.get(id);
  if (!person) throw new Error("nobody");
  const { rows } = await portal.owner.query<{ id: string; name: string }>(
    "select id, name from device where employee_id = $1",
    [id],
  );
  return new Map(
    rows.flatMap((device) => {
      const facts = person.devices.get(device.id);
      return facts ? [[device.name, facts] as const] : [];
    }),
  );
}

const keysOf = ({ decision }: Span) =>
  decision.permissions.flatMap(({ application, categories }) =>
    categories.map((each) => `${application.id} ${each}`),
  );

/** Nothing is collected of the one that is not collected of the other; how much is left out, in spans. */
function compare(one: Facts, other: Facts, from: number): number {
  const own = permitted(one, from, from + HORIZON);
  const without = permitted(other, from, from + HORIZON);
  let spared = 0;
  for (const span of own) {
    const beside = without.filter((each) => each.from < span.to && span.from < each.to);
    for (const each of beside) {
      const wider = keysOf(span).filter((key) => !keysOf(each).includes(key));
      expect(wider, new Date(span.from).toISOString()).toEqual([]);
      if (keysOf(span).length === keysOf(each).length) continue;
      spared += 1;
      expectNoMoreHeard(one, other, Math.max(span.from, each.from));
    }
  }
  return spared;
}

test("no sequence of what is done with applications ever collects more than without", async () => {
  let spared = 0;
  let equal = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async (deeds) => {
      const [first, second] = [crowd.pop(), crowd.pop()];
      if (!first || !second) throw new Error("nobody is left");
      const pair: Pair = {
        applicant: await actorForSession({ subject: first.employeeId, epoch: 1 }),
        twin: await actorForSession({ subject: second.employeeId, epoch: 1 }),
        device: first.device.deviceId,
        requests: [],
      };
      for (const each of deeds) {
        await act(each, pair).catch((error) => {
          if (!(error instanceof Refusal)) throw error;
        });
        const [own, without] = [await factsOf(pair.applicant.id), await factsOf(pair.twin.id)];
        for (const name of ["fleet", "second"]) {
          const [one, other] = [own.get(name), without.get(name)];
          if (!one || !other) throw new Error("no such computer");
          const now = await portal.now();
          const taken = compare(one, other, now);
          spared += taken;
          if (one.exemptions.every(({ to }) => to <= now)) equal += taken === 0 ? 1 : fail();
        }
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  // Or nothing was tried.
  expect(spared).toBeGreaterThan(100);
  expect(equal).toBeGreaterThan(10);
}, 600_000);

function fail(): never {
  throw new Error("something is left out although no exemption is in force");
}
