import pg from "pg";
import { actorForSession } from "../domain/actor/queries.ts";
import type { PersonActor } from "../domain/actor/schema.ts";
import { getCoverage } from "../domain/evidence/queries/coverage.ts";
import { loadDemands } from "../domain/evidence/queries/coverage-demands.ts";
import { COVERAGE_SQL, demandValues } from "../domain/evidence/queries/coverage-sql.ts";
import { listPeopleWithoutEvidence } from "../domain/evidence/queries/people-without-evidence.ts";
import { read } from "../lib/db/reader.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import { databaseBytes, growHistory, populateStates } from "./legal-population.ts";
import { median } from "./median.ts";
import type { Inhabitant } from "./population.ts";
import type { Running } from "./servers.ts";

const PEOPLE = 1_000_000;
const ROUNDS = 5;

/**
 * The state map and the first page of people without evidence, as legal gets them, for a million people; and again
 * once history has grown ten times. Against the bare aggregate over the same tables: the leanest statement that we
 * know for the same counts, which is our own, with the same memory, sent straight to the database by the tables'
 * owner, whom row-level security does not bind and who is spared finding out what the law asks for, shaping the
 * answer, and the list. The people stay in the database, which is thrown away in the end: this one comes last.
 */
export async function measureLegalMap(
  _: Running | null,
  __: readonly Inhabitant[],
  ownerUrl: string,
  people = PEOPLE,
) {
  await populateStates(ownerUrl, people);
  const legal = await reviewer();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query("set work_mem = '192MB'; set enable_sort = off");
    const bytes = await databaseBytes(ownerUrl);
    const before = await rounds(legal, owner);
    await growHistory(ownerUrl);
    const after = await rounds(legal, owner);
    return {
      name: "legal_map",
      people,
      seconds: before.ours,
      bareSeconds: before.bare,
      ratioToSql: rounded(before.ours / before.bare),
      ratioHistory10x: rounded(after.ours / before.ours),
      gigabytes: rounded(bytes / 1e9),
      gigabytesHistory10x: rounded((await databaseBytes(ownerUrl)) / 1e9),
    };
  } finally {
    await owner.end();
  }
}

function reviewer(): Promise<PersonActor> {
  const found = organisation(30).people.find((each) => each.roles.includes("legal"));
  return actorForSession({ subject: found?.subject ?? "", epoch: 1 });
}

/** Medians in seconds, one after the other in turns, so that whatever else the machine does meets both. */
async function rounds(legal: PersonActor, owner: pg.Client): Promise<{ ours: number; bare: number }> {
  const ours: number[] = [];
  const bare: number[] = [];
  const values = await read(legal, async (db) => demandValues(await loadDemands(db)));
  for (let round = 0; round <= ROUNDS; round++) {
    const plain = await timed(() => owner.query<BareRow>(COVERAGE_SQL, values));
    const real = await timed(async () => {
      const coverage = await getCoverage(legal);
      return { coverage, list: await listPeopleWithoutEvidence(legal) };
    });
    expectSame(plain.result.rows, real.result.coverage.places);
    if (real.result.list.people.length === 0) throw new Error("nobody is on the list");
    // The first round fills the caches of both.
    if (round === 0) continue;
    bare.push(plain.seconds);
    ours.push(real.seconds);
  }
  return { ours: median(ours), bare: median(bare) };
}

interface BareRow {
  readonly code: string;
  readonly lacking: readonly string[];
  readonly people: number;
}

type Places = Awaited<ReturnType<typeof getCoverage>>["places"];

/** Two answers are compared in time only if they are the same answer. */
function expectSame(rows: readonly BareRow[], places: Places): void {
  for (const { code, people } of places) {
    const there = rows.filter((each) => each.code === code).reduce((sum, each) => sum + each.people, 0);
    if (there !== people) throw new Error(`${code}: ${people} people, and ${there} by the bare statement`);
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
