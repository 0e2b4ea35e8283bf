import { anyContains, contains, edges, type Interval } from "../../lib/interval.ts";
import { hourEdges, inForceAt, nextHourEdge } from "../exemption/rules/in-force.ts";
import { leavesOut } from "../exemption/rules.ts";
import type { ExemptionFact } from "../exemption/schema.ts";
import { type GateFacts, gate, gateEdges, tellable } from "../jurisdiction/rules.ts";
import { CATEGORIES, type Category } from "../notice/schema.ts";
import type { CoverageLabel, DirectiveApplication, Reason } from "./schema.ts";

/** An approved application, and when it was approved and turned on by the employee. */
export interface ApplicationFact {
  readonly id: string;
  readonly name: string;
  readonly match: DirectiveApplication["match"];
  readonly categories: readonly Category[];
  readonly approved: Interval;
  readonly allowed: readonly Interval[];
}

/** All that decides what may be collected about one employee. Milliseconds; Infinity for open ends. */
export interface PersonFacts {
  readonly employed: boolean;
  readonly gate: GateFacts;
  readonly consents: Readonly<Record<Category, readonly Interval[]>>;
  /** Whether they ever answered, and whether a change of the notice overtook the answer: for the words only. */
  readonly answered: boolean;
  readonly applications: readonly ApplicationFact[];
  readonly pauses: readonly Interval[];
  readonly exemptions: readonly ExemptionFact[];
  /** When they last erased everything: nothing that began before is taken any more. Null if they never did. */
  readonly erasedAt: number | null;
}

/** The same for one device of theirs: from its enrolment to its revocation. */
export interface Facts extends PersonFacts {
  readonly enrolled: Interval;
}

/** What may be collected in one application. */
export interface Permission {
  readonly application: ApplicationFact;
  readonly categories: readonly Category[];
}

export interface Decision {
  readonly label: CoverageLabel;
  readonly reasons: readonly Reason[];
  readonly permissions: readonly Permission[];
  /** What would be collected as well, were it not for exemptions: nothing of it is in `permissions`. */
  readonly spared: readonly Permission[];
  /** When the decision will next change by itself, or null. */
  readonly changesAt: number | null;
}

/** A span in which the decision is one and the same. */
export interface Span extends Interval {
  readonly decision: Decision;
}

/**
 * What this device may collect at `now`. Pure, and the only place that decides: the directive, the
 * check on arrival and every page ask here. Everything has to say yes; nothing said is no (promise 1).
 */
export function decide(facts: Facts, now: number): Decision {
  return decideWithin(facts, now, withoutExemptions(facts, now), nextEdge(facts, now));
}

/**
 * The spans of [from, to) and the decision in each. Agrees with `decide` at every instant, since it is
 * made of it: a decision can only change at an edge of some fact.
 */
export function permitted(facts: Facts, from: number, to: number): Span[] {
  const isInside = (edge: number) => from < edge && edge < to;
  const lasting = new Set(factEdges(facts).filter(isInside));
  const starts = [...new Set([from, ...lasting, ...hourEdges(facts.exemptions, from, to)])].sort(
    (a, b) => a - b,
  );
  const after = nextEdge(facts, starts.at(-1) ?? from);
  let asked = withoutExemptions(facts, from);
  return starts.map((start, i) => {
    // Hours of the week change only what exemptions leave out.
    if (lasting.has(start)) asked = withoutExemptions(facts, start);
    const next = starts[i + 1];
    return { from: start, to: next ?? to, decision: decideWithin(facts, start, asked, next ?? after) };
  });
}

/** What holds, and what could be collected, if there were no exemptions. */
interface Asked {
  readonly reasons: readonly Reason[];
  readonly permissions: readonly Permission[];
}

function withoutExemptions(facts: Facts, now: number): Asked {
  const reasons = holds(facts, now);
  return { reasons, permissions: reasons.length > 0 ? [] : permissionsAt(facts, now) };
}

function decideWithin(facts: Facts, now: number, asked: Asked, changesAt: number | null): Decision {
  const inForce = asked.permissions.length > 0 ? inForceAt(facts.exemptions, now) : [];
  const permissions = inForce.length > 0 ? leftOf(asked.permissions, inForce) : asked.permissions;
  const spared = inForce.length > 0 ? withoutPermitted(asked.permissions, permissions) : [];
  const isEmptied = asked.reasons.length === 0 && permissions.length === 0;
  const reasons = isEmptied ? [emptied(spared)] : asked.reasons;
  return { label: reasons[0]?.label ?? "collected", reasons, permissions, spared, changesAt };
}

/** Reasons that stop all collection, the one to show first in front. */
function holds(facts: Facts, now: number): Reason[] {
  const reasons: Reason[] = [];
  if (!facts.employed || !contains(facts.enrolled, now)) {
    reasons.push({ label: "unlinked", text: "This computer is not linked to your account." });
  }
  if (anyContains(facts.pauses, now)) reasons.push({ label: "paused", text: "You paused collection." });
  for (const unmet of tellable(gate(facts.gate, now)))
    reasons.push({ label: "held-by-law", text: unmet.text });
  if (!CATEGORIES.some((each) => anyContains(facts.consents[each], now))) {
    const text = facts.answered
      ? "You have not allowed anything to be collected under the notice in force."
      : "You have not answered yet, and no answer means no.";
    reasons.push({ label: "no-consent", text });
  }
  return reasons;
}

function permissionsAt(facts: Facts, now: number): Permission[] {
  return facts.applications.flatMap((application) => {
    if (!isOn(application, now)) return [];
    const categories = application.categories.filter((each) => anyContains(facts.consents[each], now));
    return categories.length > 0 ? [{ application, categories }] : [];
  });
}

function leftOf(asked: readonly Permission[], inForce: readonly ExemptionFact[]): Permission[] {
  return asked.flatMap(({ application, categories }) => {
    const left = categories.filter((each) => !leavesOut(inForce, each, application.id));
    return left.length > 0 ? [{ application, categories: left }] : [];
  });
}

function withoutPermitted(asked: readonly Permission[], permissions: readonly Permission[]): Permission[] {
  return asked.flatMap(({ application, categories }) => {
    const left = permissions.find((each) => each.application === application)?.categories ?? [];
    const taken = categories.filter((each) => !left.includes(each));
    return taken.length > 0 ? [{ application, categories: taken }] : [];
  });
}

/** Nothing holds, yet nothing is left: an exemption took it, or no application is on. */
function emptied(spared: readonly Permission[]): Reason {
  if (spared.length > 0) return { label: "exempt", text: "You are exempt from collection." };
  return { label: "no-consent", text: "No approved application is turned on for what you allowed." };
}

function isOn(application: ApplicationFact, now: number): boolean {
  return contains(application.approved, now) && anyContains(application.allowed, now);
}

/** Hours of the week come round within it, also where clocks are put back. */
const AHEAD_MS = 8 * 86_400_000;

function nextEdge(facts: Facts, now: number): number | null {
  const lasting = factEdges(facts).find((edge) => edge > now) ?? Infinity;
  const hour = nextHourEdge(facts.exemptions, now, Math.min(lasting, now + AHEAD_MS));
  const next = Math.min(lasting, hour);
  return next === Infinity ? null : next;
}

const edgesOf = new WeakMap<Facts, readonly number[]>();

/** Every instant at which anything about these facts changes. Kept with the facts: the hot path asks for each segment. */
function factEdges(facts: Facts): readonly number[] {
  const known = edgesOf.get(facts);
  if (known) return known;
  const all = [
    ...edges([facts.enrolled]),
    ...edges(facts.pauses),
    ...edges(facts.exemptions),
    ...gateEdges(facts.gate),
    ...CATEGORIES.flatMap((each) => edges(facts.consents[each])),
    ...facts.applications.flatMap((each) => edges([each.approved, ...each.allowed])),
  ];
  const finite = [...new Set(all)].filter(Number.isFinite).sort((a, b) => a - b);
  edgesOf.set(facts, finite);
  return finite;
}
