import { anyContains, contains, edges } from "../../lib/interval.ts";
import { type DutyKind, type Evidence, FEDERAL, type Law, type LocationFact } from "./schema.ts";

/** What is known of one person, for the gate. */
export interface GateFacts {
  readonly laws: readonly Law[];
  readonly locations: readonly LocationFact[];
  /** Which duties are met, and when. */
  readonly evidence: readonly Evidence[];
  /** A location not confirmed for this long is no longer known (milliseconds). */
  readonly staleAfter: number;
}

/** What stands in the way: a duty of a row, a place without a row, or a place that is not known. */
export interface Unmet {
  /** The row's code; `unknown` where a location is not known. */
  readonly code: string;
  readonly duty: DutyKind | "location" | "law";
  /** Why, in plain words for the employee. */
  readonly text: string;
}

const KINDS = ["residence", "work"] as const;
const PLACE = { residence: "where you live", work: "where you work" } as const;

/**
 * What holds collection at `at`: nothing means the gate is open. The federal row and those of residence and
 * work location all apply, and every duty of each has to be met: the strictest wins. An unknown or stale
 * location holds, as does a place without a row.
 */
export function gate(facts: GateFacts, at: number): Unmet[] {
  const unmet: Unmet[] = [];
  for (const kind of KINDS) {
    if (knownAt(facts, kind, at)) continue;
    const text = `We do not know for certain ${PLACE[kind]}, so nothing is collected.`;
    unmet.push({ code: "unknown", duty: "location", text });
  }
  for (const code of codesAt(facts, at)) unmet.push(...unmetOf(facts, code, at));
  return unmet;
}

/** The rows that apply to a person at `at`: federal, residence and work, each once. */
export function codesAt(facts: GateFacts, at: number): string[] {
  const places = KINDS.flatMap((kind) => knownAt(facts, kind, at)?.jurisdiction ?? []);
  return [...new Set([FEDERAL, ...places])];
}

/** Where the person is known to live or work at `at`; undefined when nobody has confirmed it for too long. */
function knownAt(facts: GateFacts, kind: LocationFact["kind"], at: number): LocationFact | undefined {
  return facts.locations.find(
    (each) => each.kind === kind && contains(each, at) && at < each.confirmedAt + facts.staleAfter,
  );
}

function unmetOf(facts: GateFacts, code: string, at: number): Unmet[] {
  const law = facts.laws.find((each) => each.code === code && contains(each, at));
  if (!law) {
    const text = `The program has no rules for ${code} yet, so nothing is collected there.`;
    return [{ code, duty: "law", text }];
  }
  const isMet = (duty: DutyKind) =>
    anyContains(
      facts.evidence.filter((each) => each.code === code && each.duty === duty),
      at,
    );
  return dutiesHeld(law)
    .filter((duty) => !isMet(duty))
    .map((duty) => ({ code, duty, text: WORDS[duty](asker(code, law.name)) }));
}

/** Who asks, in words: no statute stands behind the federal row, the program asks it of everyone (LAW.md). */
export function asker(code: string, name: string): string {
  return code === FEDERAL ? "The program" : name;
}

/** A blocked row is lifted by counsel's override alone, whatever else its duties say. */
function dutiesHeld({ level, duties }: Law): readonly DutyKind[] {
  return level === "blocked" && !duties.includes("override") ? [...duties, "override"] : duties;
}

const WORDS: Readonly<Record<DutyKind, (who: string) => string>> = {
  notice: (who) => `${who} asks that you are given this notice first.`,
  acknowledgement: (who) => `${who} asks that you acknowledge this notice first.`,
  "yearly-notice": (who) =>
    `${who} asks that you are given this notice every year, and this year you were not yet.`,
  "daily-notice-or-acknowledgement": (who) =>
    `${who} asks that you are shown this notice on each day, or that you acknowledge it once.`,
  posting: (who) =>
    `${who} asks that this notice hangs where you work, and it does not yet. That is not for you to do.`,
  authorisation: (who) => `${who} asks for your written authorisation first. Whether you sign is up to you.`,
  override: (who) => `Collection is not allowed in ${who}.`,
};

/**
 * What to tell the person: where collection is not allowed at all nothing else about the place matters, and
 * who was never given a notice need not hear that this year's is missing.
 */
export function tellable(unmet: readonly Unmet[]): Unmet[] {
  const has = (code: string, duty: DutyKind) =>
    unmet.some((each) => each.code === code && each.duty === duty);
  return unmet.filter(
    ({ code, duty }) =>
      (duty === "override" || !has(code, "override")) &&
      (duty !== "notice" || !has(code, "acknowledgement")) &&
      (duty !== "yearly-notice" || !has(code, "notice")),
  );
}

/** The instants at which the gate may open or close. */
export function gateEdges(facts: GateFacts): number[] {
  return [
    ...edges(facts.laws),
    ...edges(facts.locations),
    ...facts.locations.map((each) => each.confirmedAt + facts.staleAfter),
    ...edges(facts.evidence),
  ];
}
