import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { read } from "../../../lib/db/reader.ts";
import { contains } from "../../../lib/interval.ts";
import { stopClock } from "../../../prisma/factories/test-clock.ts";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { codesAt, type GateFacts, gate } from "../../jurisdiction/rules.ts";
import { gateProgramColumns } from "../../notice/queries/gate-sql.ts";
import { type GateProgramRow, loadGate, sharedGateFacts } from "../../notice/queries/load-gate.ts";
import { standingNotices } from "../../notice/queries/standing-notices.ts";
import { countingFor } from "../../notice/rules/evidence.ts";
import type { PersonWithoutEvidence } from "../schema/coverage.ts";
import { getCoverage } from "./coverage.ts";
import { loadDemands } from "./coverage-demands.ts";
import { listPeopleWithoutEvidence } from "./people-without-evidence.ts";
import { populateByChance } from "./test-population.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const PEOPLE = 150;

/** What the gate itself is computed from, of every active person. */
async function everyonesFacts(): Promise<Map<string, GateFacts>> {
  const { rows } = await portal.owner.query<{ id: string }>("select id from person where active");
  const ids = rows.map((each) => each.id);
  const facts = await read(portal.people.legal, (db) =>
    loadGate((_, text, values) => db.$queryRawUnsafe(text, ...values), ids, null),
  );
  expect(facts.size).toBe(ids.length);
  return facts;
}

async function everyone(filter: { code?: string; duty?: string } = {}): Promise<PersonWithoutEvidence[]> {
  const all: PersonWithoutEvidence[] = [];
  for (let after: string | undefined | null; after !== null; ) {
    const page = await listPeopleWithoutEvidence(portal.people.legal, { ...filter, after });
    all.push(...page.people);
    after = page.next;
  }
  return all;
}

const key = (each: { code: string; duty: string }) => `${each.code} ${each.duty}`;

describe.each(SEEDS)("in world %i", (seed) => {
  let facts: Map<string, GateFacts>;
  let at: number;
  let coverage: Awaited<ReturnType<typeof getCoverage>>;
  beforeAll(async () => {
    await populateByChance(portal.owner, seed, seed === 1 ? PEOPLE : 60);
    await stopClock(portal.owner);
    coverage = await getCoverage(portal.people.legal);
    at = coverage.at.getTime();
    facts = await everyonesFacts();
  });

  test("coverage counts whom the gate holds, place by place and duty by duty", () => {
    const people = new Map<string, number>();
    const complete = new Map<string, number>();
    const missing = new Map<string, number>();
    const add = (counts: Map<string, number>, what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    for (const each of facts.values()) {
      const unmet = gate(each, at);
      const codes = codesAt(each, at);
      for (const code of codes) {
        add(people, code);
        if (!unmet.some((one) => one.code === code)) add(complete, code);
      }
      for (const one of new Set(unmet.map(key))) add(missing, one);
      if (unmet.some((one) => one.code === "unknown")) add(people, "unknown");
    }
    for (const place of coverage.places) {
      expect.soft(place.people, place.code).toBe(people.get(place.code) ?? 0);
      const counted = place.missing.map((each) => {
        const number = missing.get(`${place.code} ${each.duty}`) ?? 0;
        return {
          duty: each.duty,
          people: each.duty === "authorisation" && number > 0 && number < 5 ? null : number,
        };
      });
      expect.soft(place.missing, place.code).toEqual(counted);
      const isHidden = counted.some((each) => each.people === null);
      expect.soft(place.complete, place.code).toBe(isHidden ? null : (complete.get(place.code) ?? 0));
    }
    expect(coverage.places.map((each) => each.code)).toEqual(expect.arrayContaining([...people.keys()]));
    const counted = coverage.places.flatMap((each) =>
      each.missing.map((one) => key({ ...one, code: each.code })),
    );
    expect(counted).toEqual(expect.arrayContaining([...missing.keys()]));
  });

  test("letters go by the same notices and blocks as the gate does", async () => {
    const { standing, demands } = await read(portal.people.legal, async (db) => ({
      standing: await standingNotices(db),
      demands: await loadDemands(db),
    }));
    const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1);
    const [row] = await read(portal.people.legal, (db) =>
      db.$queryRawUnsafe<GateProgramRow[]>(
        `select ${gateProgramColumns("'-infinity'::timestamptz")} from program g`,
      ),
    );
    const shared = row && sharedGateFacts(row);
    const expected = demands.laws.map((law) => ({
      code: law.code,
      duties: [...law.duties].sort(),
      blocked: demands.demands.some((each) => each.code === law.code && each.duty === "override"),
      counting: countingFor(law, shared?.notices ?? [])
        .filter((each) => contains(each, demands.now.getTime()))
        .map((each) => each.noticeId)
        .sort(),
    }));
    const known = standing.map(({ code, duties, blocked, counting }) => ({
      code,
      duties: [...duties].sort(),
      blocked,
      counting: [...counting].sort(),
    }));
    expect(known.sort(byCode)).toEqual(expected.sort(byCode));
    for (const { noticeId, counting } of standing) {
      if (noticeId !== null) expect(counting).toContain(noticeId);
    }
  });

  test("the list names everyone whom the gate holds, and what each lacks", async () => {
    const listed = await everyone();
    const held = [...facts].flatMap(([id, each]) => {
      const unmet = [...new Set(gate(each, at).map(key))].sort();
      return unmet.length > 0 ? [{ id, unmet }] : [];
    });
    const named = listed.map(({ id, missing }) => ({ id, unmet: missing.map(key).sort() }));
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(named.sort(byId)).toEqual(held.sort(byId));
    expect(new Set(listed.map((each) => each.id)).size).toBe(listed.length);
  });
});
