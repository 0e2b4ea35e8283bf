import { decide, type Facts } from "../directive/rules.ts";
import { CATEGORIES, type Category } from "../notice/schema.ts";
import { MINUTE_MS } from "./rules/coverage.ts";
import type { Piece } from "./rules.ts";
import type { Step } from "./schema.ts";

const CATEGORY: Record<Step["kind"], Category> = {
  switch: "application",
  move: "pointer",
  click: "pointer",
  drag: "pointer",
  scroll: "pointer",
  shortcut: "keyboard",
  keys: "keyboard",
};

/** For tests: every instant at which a decision can become another one, in [from, to), and `from` itself. */
export function instants(facts: Facts, from: number, to: number): number[] {
  const spans = [
    facts.enrolled,
    ...facts.pauses,
    ...facts.exemptions,
    ...facts.gate.laws,
    ...facts.gate.locations,
    ...facts.gate.evidence,
    ...CATEGORIES.flatMap((each) => facts.consents[each]),
    ...facts.applications.flatMap((each) => [each.approved, ...each.allowed]),
  ];
  const edges = spans.flatMap((each) => [each.from, each.to]);
  edges.push(...facts.gate.locations.map((each) => each.confirmedAt + facts.gate.staleAfter));
  if (facts.exemptions.some((each) => each.week !== null)) edges.push(...wholeMinutes(from, to));
  return [from, ...edges.filter((edge) => from < edge && edge < to)];
}

/** Hours of the week begin and end on the minute, and no zone is off by less since 1972. */
function wholeMinutes(from: number, to: number): number[] {
  const first = Math.ceil(from / MINUTE_MS);
  return Array.from(
    { length: Math.max(0, Math.ceil(to / MINUTE_MS) - first) },
    (_, i) => (first + i) * MINUTE_MS,
  );
}

export function categoriesAt(facts: Facts, application: string, t: number): readonly Category[] {
  return decide(facts, t).permissions.find((each) => each.application.id === application)?.categories ?? [];
}

/**
 * What is wrong with keeping this piece of a segment of `application`, or null. Asks `decide` at every
 * instant that matters instead of reasoning about spans as the code under test does. Where the stored
 * piece does not name its application, any of `candidates` will do.
 */
export function wrongWith(facts: Facts, piece: Piece, candidates: readonly string[]): string | null {
  const wrongs = candidates.map((application) => wrongAs(facts, piece, application));
  return wrongs.includes(null) ? null : (wrongs[0] ?? "no application could be meant");
}

function wrongAs(facts: Facts, piece: Piece, application: string): string | null {
  const from = piece.from * 100;
  const to = (piece.from + piece.length) * 100;
  if (facts.erasedAt !== null && from < facts.erasedAt) return "it began before everything was erased";
  for (const t of instants(facts, from, to)) {
    const categories = categoriesAt(facts, application, t);
    if (categories.length === 0) return `nothing was permitted in ${application} at ${t}`;
    if (piece.application !== null && !categories.includes("application")) return `it is named at ${t}`;
  }
  for (const step of piece.steps) {
    const begins = from + step.at * 100;
    const ends = begins + ("for" in step ? step.for * 100 : 0);
    if (ends > to) return `a ${step.kind} ends after its piece`;
    // At the very end of a segment nothing of the step lies after it.
    const inside = instants(facts, Math.min(begins, to - 1), Math.min(Math.max(ends, begins + 1), to));
    const forbidden = inside.find((t) => !categoriesAt(facts, application, t).includes(CATEGORY[step.kind]));
    if (forbidden !== undefined) return `a ${step.kind} was not permitted at ${forbidden}`;
  }
  return null;
}
