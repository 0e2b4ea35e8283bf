import { dayBounds, dayOf } from "../../../lib/day.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import type { Unmet } from "../../jurisdiction/rules.ts";
import { FEDERAL } from "../../jurisdiction/schema.ts";
import type { MissingEvidence, PersonWithoutEvidence } from "../schema/coverage.ts";
import type { Demand, Demands } from "./coverage-demands.ts";

/** People are listed by name, and by id where names are alike. */
export interface PlaceInList {
  readonly name: string;
  readonly id: string;
}

export interface FoundPerson extends PlaceInList {
  readonly residence: string | null;
  readonly work: string | null;
  readonly missing: readonly { readonly code: string; readonly duty: Unmet["duty"] }[];
}

interface Located {
  readonly createdAt: Date;
  readonly timeZone: string;
  readonly locations: readonly {
    readonly kind: string;
    readonly jurisdiction: string;
    readonly fromAt: Date;
    readonly confirmedAt: Date;
  }[];
}

/**
 * Since when each of them lacks what they lack: the latest of when they came, when they moved there, when the row
 * began to ask for it, and when the notice that proves it took effect; of what ends by itself, its last end.
 */
export async function missingSince(
  db: Reader,
  demands: Demands,
  found: readonly FoundPerson[],
): Promise<PersonWithoutEvidence[]> {
  const people = await db.person.findMany({
    where: { id: { in: found.map((each) => each.id) } },
    select: {
      id: true,
      createdAt: true,
      timeZone: true,
      locations: { where: { untilAt: null } },
    },
  });
  const known = new Map(people.map((each) => [each.id, each]));
  return found.flatMap((each) => {
    const person = known.get(each.id);
    if (!person) return [];
    const missing = each.missing.map(({ code, duty }): MissingEvidence => {
      const demand = demands.demands.find((one) => one.code === code && one.duty === duty);
      const since = Math.max(
        person.createdAt.getTime(),
        whereSince(person, code, demands),
        whatSince(person, demand, demands),
      );
      return { code, duty, since: new Date(since) };
    });
    return [{ ...each, missing }];
  });
}

function whereSince({ locations }: Located, code: string, { now, staleAt }: Demands): number {
  const staleAfter = now.getTime() - staleAt.getTime();
  if (code === "unknown")
    return Math.max(
      0,
      ...locations
        .filter((each) => each.confirmedAt <= staleAt)
        .map((each) => each.confirmedAt.getTime() + staleAfter),
    );
  if (code === FEDERAL) return 0;
  const there = locations.filter((each) => each.jurisdiction === code).map((each) => each.fromAt.getTime());
  return there.length > 0 ? Math.min(...there) : 0;
}

function whatSince({ timeZone }: Located, demand: Demand | undefined, { now }: Demands): number {
  if (!demand) return 0;
  const today = dayOf(timeZone, now.getTime());
  if (demand.duty === "yearly-notice")
    return Math.max(demand.since, dayBounds(timeZone, `${today.slice(0, 4)}-01-01`).from);
  if (demand.duty === "daily-notice-or-acknowledgement")
    return Math.max(demand.since, dayBounds(timeZone, today).from);
  return demand.since;
}
