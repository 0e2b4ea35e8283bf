import { type Reader, read } from "../../../lib/db/reader.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Unmet } from "../../jurisdiction/rules.ts";
import type { Coverage, PlaceCoverage } from "../schema/coverage.ts";
import { type Demands, EVERYONE_MS, loadDemands, planForEveryone } from "./coverage-demands.ts";
import { COVERAGE_SQL, demandValues } from "./coverage-sql.ts";

/**
 * For every row of law in force, and every place where somebody is: whom it applies to now, and who lacks what,
 * as the gate judges each of them. Refuses (forbidden) everybody but legal.
 */
export async function getCoverage(actor: PersonActor): Promise<Coverage> {
  expectLegal(actor);
  const count = async (db: Reader) => {
    const demands = await loadDemands(db);
    return { at: demands.now, places: placesOf(demands, await countCrowds(db, demands)) };
  };
  return read(actor, count, EVERYONE_MS);
}

interface CrowdRow {
  readonly code: string;
  readonly lacking: readonly Unmet["duty"][];
  readonly people: number;
}

async function countCrowds(db: Reader, demands: Demands): Promise<CrowdRow[]> {
  await planForEveryone(db);
  return db.$queryRawUnsafe<CrowdRow[]>(COVERAGE_SQL, ...demandValues(demands));
}

function placesOf({ laws, demands }: Demands, crowds: readonly CrowdRow[]): PlaceCoverage[] {
  const codes = new Set([...laws.map((each) => each.code), ...crowds.map((each) => each.code)]);
  return [...codes].sort().map((code) => {
    const law = laws.find((each) => each.code === code);
    const there = crowds.filter((each) => each.code === code);
    const asked = demands.filter((each) => each.code === code);
    const duties = new Set<Unmet["duty"]>([
      ...asked.map((each) => each.duty),
      ...there.flatMap((each) => each.lacking),
    ]);
    const missing = [...duties].map((duty) => ({
      duty,
      people: shown(duty, sum(there.filter((each) => each.lacking.includes(duty)))),
    }));
    const isHidden = missing.some((each) => each.people === null);
    return {
      code,
      name: law?.name ?? code,
      level: law?.level ?? null,
      people: sum(there),
      isHeld: !law || asked.some((each) => each.proofs.length === 0 && !each.posted?.elsewhere),
      complete: isHidden ? null : sum(there.filter((each) => each.lacking.length === 0)),
      missing,
    };
  });
}

function sum(crowds: readonly CrowdRow[]): number {
  return crowds.reduce((total, each) => total + each.people, 0);
}

/**
 * To sign an authorisation or not is a choice, so a number under five that could point at a person stays hidden.
 * An acknowledgement says that a notice was given, a posting that it hangs: neither tells what anyone chose.
 */
function shown(duty: Unmet["duty"], people: number): number | null {
  return duty === "authorisation" && people > 0 && people < 5 ? null : people;
}
