import { anyContains, contains, edges, type Interval } from "../../lib/interval.ts";
import type { Law, LocationFact } from "./schema.ts";

/** What is known of one person, for the gate. */
export interface GateFacts {
  readonly laws: readonly Law[];
  readonly locations: readonly LocationFact[];
  /** When an acknowledgement of the notice in force stood. */
  readonly acknowledged: readonly Interval[];
  /** A location not confirmed for this long is no longer known (milliseconds). */
  readonly staleAfter: number;
}

/** A row that stands in the way, and why, in plain words. */
export interface Unmet {
  readonly code: string;
  readonly text: string;
}

const KINDS = ["residence", "work"] as const;
const PLACE = { residence: "where you live", work: "where you work" } as const;

/**
 * The rows of law that hold collection at `at`: none means the gate is open. The federal row and
 * those of residence and work location all apply; the strictest wins; an unknown or stale location
 * holds, as does a place without a row.
 */
export function gate(facts: GateFacts, at: number): Unmet[] {
  const unmet: Unmet[] = [];
  const codes = new Set(["US"]);
  for (const kind of KINDS) {
    const known = facts.locations.find((each) => each.kind === kind && contains(each, at));
    if (known && at < known.confirmedAt + facts.staleAfter) codes.add(known.jurisdiction);
    else
      unmet.push({
        code: "unknown",
        text: `We do not know for certain ${PLACE[kind]}, so nothing is collected.`,
      });
  }
  for (const code of codes) {
    const hold = holdOf(facts, code, at);
    if (hold) unmet.push(hold);
  }
  return unmet;
}

function holdOf(facts: GateFacts, code: string, at: number): Unmet | null {
  const law = facts.laws.find((each) => each.code === code && contains(each, at));
  if (!law)
    return { code, text: `No rules have been confirmed for ${code} yet, so nothing is collected there.` };
  if (law.level === "blocked") return { code, text: `Collection is not allowed in ${law.name}.` };
  if (law.allowedByDefault || anyContains(facts.acknowledged, at)) return null;
  const who = code === "US" ? "Federal practice" : law.name;
  return { code, text: `${who} asks that you acknowledge the notice first.` };
}

/** The instants at which the gate may open or close. */
export function gateEdges(facts: GateFacts): number[] {
  return [
    ...edges(facts.laws),
    ...edges(facts.locations),
    ...facts.locations.map((each) => each.confirmedAt + facts.staleAfter),
    ...edges(facts.acknowledged),
  ];
}
