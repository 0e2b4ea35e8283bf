import { anyContains, contains, type Interval } from "../../lib/interval.ts";
import { type Decision, type Facts, permitted, type Span } from "../directive/rules.ts";
import type { CoverageLabel } from "../directive/schema.ts";
import type { Category } from "../notice/schema.ts";
import type { DiscardReason, Segment, Step } from "./schema.ts";

/** How far back a record may lie, in milliseconds. */
export const HORIZON_MS = 14 * 86_400_000;

/** What is kept of a segment: times in tenths of a second, `application` only where that was allowed. */
export interface Piece {
  readonly application: string | null;
  readonly from: number;
  readonly length: number;
  readonly steps: readonly Step[];
}

export interface Discard {
  readonly reason: DiscardReason;
  readonly steps: number;
  readonly tenths: number;
}

export interface Cut {
  readonly pieces: readonly Piece[];
  readonly discards: readonly Discard[];
}

const CATEGORY_OF: Readonly<Record<Step["kind"], Category>> = {
  switch: "application",
  move: "pointer",
  click: "pointer",
  drag: "pointer",
  scroll: "pointer",
  shortcut: "keyboard",
  keys: "keyboard",
};

/** A span of the segment (milliseconds), and what may be kept in it; `null` categories: nothing, for that reason. */
interface Stretch extends Interval {
  readonly categories: readonly Category[] | null;
  readonly reason: DiscardReason;
}

/**
 * Cuts a segment to what was permitted when it happened (promise 3). A step is kept only when its
 * category was permitted, in this application, for all of its time; the rest is counted by reason. What
 * lies after `now` (milliseconds), more than 14 days before it, or began before its person erased everything, is
 * never kept.
 */
export function cut(segment: Segment, facts: Facts, now: number): Cut {
  const end = segment.from + segment.length;
  if (segment.from * 100 < now - HORIZON_MS) return { pieces: [], discards: [whole(segment, "too-old")] };
  if (isErased(facts, segment.from * 100)) return { pieces: [], discards: [whole(segment, "erased")] };
  const until = Math.min(end, Math.floor(now / 100));
  if (until <= segment.from) return { pieces: [], discards: [whole(segment, "in-the-future")] };
  const stretches = stretchesOf(segment, facts, until);
  if (until < end) {
    stretches.push({ from: until * 100, to: end * 100, categories: null, reason: "in-the-future" });
  }
  return keep(segment, facts, stretches);
}

/** Whether what began at `at` (milliseconds) is among what its person erased. */
export function isErased({ erasedAt }: Facts, at: number): boolean {
  return erasedAt !== null && at < erasedAt;
}

function whole(segment: Segment, reason: DiscardReason): Discard {
  return { reason, steps: segment.steps.length, tenths: segment.length };
}

function stretchesOf(segment: Segment, facts: Facts, until: number): Stretch[] {
  return spansOf(facts, segment.from * 100, until * 100).map(({ from, to, decision }) => {
    const permission = decision.permissions.find((each) => each.application.id === segment.application);
    if (permission) return { from, to, categories: permission.categories, reason: "no-consent" };
    return { from, to, categories: null, reason: refusalOf(facts, decision, segment.application, from) };
  });
}

/** The span in which the last segment lay; the next one nearly always lies in it too. */
const lastSpan = new WeakMap<Facts, Span>();

/** As `permitted`, without asking again for what was just asked. */
function spansOf(facts: Facts, from: number, to: number): Span[] {
  const last = lastSpan.get(facts);
  if (last && last.from <= from && to <= last.to) return [{ from, to, decision: last.decision }];
  const spans = permitted(facts, from, to);
  const [only] = spans;
  if (only && spans.length === 1) {
    lastSpan.set(facts, { from, to: only.decision.changesAt ?? Infinity, decision: only.decision });
  }
  return spans;
}

const REASON_OF: Partial<Record<CoverageLabel, DiscardReason>> = {
  paused: "paused",
  exempt: "exempt",
  "held-by-law": "held-by-law",
  "no-consent": "no-consent",
  unlinked: "before-enrolment",
};

/** Why nothing may be kept in this application. */
export function refusalOf(
  facts: Facts,
  decision: Decision,
  applicationId: string,
  at: number,
): DiscardReason {
  const held = REASON_OF[decision.label];
  if (held) return held;
  const application = facts.applications.find(
    (each) => each.id === applicationId && contains(each.approved, at),
  );
  if (!application) return "application-not-approved";
  if (!anyContains(application.allowed, at)) return "application-not-allowed";
  const spared = application.categories.some((each) => anyContains(facts.consents[each], at));
  return spared ? "exempt" : "no-consent";
}

function keep(segment: Segment, facts: Facts, stretches: readonly Stretch[]): Cut {
  if (isWhole(segment, stretches)) {
    const { application, from, length, steps } = segment;
    return { pieces: [{ application, from, length, steps }], discards: [] };
  }
  const discards = new Tally();
  for (const { reason, from, to } of refusedSpans(stretches)) {
    discards.add(reason, 0, Math.ceil(to / 100) - Math.floor(from / 100));
  }
  const runs = runsOf(stretches);
  const kept = runs.map((): Step[] => []);
  for (const step of segment.steps) {
    const place = placeOf(step, segment, facts, stretches, runs);
    if (typeof place === "string") discards.add(place, 1, 0);
    else kept[place.run]?.push(place.shift === 0 ? step : { ...step, at: step.at - place.shift });
  }
  const pieces = runs.flatMap((run, i): Piece[] => {
    const steps = kept[i] ?? [];
    const length = run.to - run.from;
    if (run.named || steps.length > 0) {
      return [{ application: run.named ? segment.application : null, from: run.from, length, steps }];
    }
    // Neither which application nor anything done in it: there is nothing to keep.
    discards.add("no-consent", 0, length);
    return [];
  });
  return { pieces, discards: discards.list() };
}

/** Spans in which nothing may be kept; what is refused for one reason throughout is one, so that no tenth of it counts twice. */
function refusedSpans(stretches: readonly Stretch[]): { reason: DiscardReason; from: number; to: number }[] {
  const spans: { reason: DiscardReason; from: number; to: number }[] = [];
  for (const { categories, reason, from, to } of stretches) {
    if (categories) continue;
    const last = spans.at(-1);
    if (last?.reason === reason && last.to === from) last.to = to;
    else spans.push({ reason, from, to });
  }
  return spans;
}

/** The usual case: one and the same decision throughout, and it permits everything that is there. */
function isWhole(segment: Segment, stretches: readonly Stretch[]): boolean {
  const categories = stretches.length === 1 ? stretches[0]?.categories : null;
  if (!categories?.includes("application")) return false;
  return segment.steps.every((step) => categories.includes(CATEGORY_OF[step.kind]));
}

/** In tenths. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly named: boolean;
}

/** Stretches that follow one another with nothing forbidden between, and agree on naming the application. */
function runsOf(stretches: readonly Stretch[]): Run[] {
  const runs: Run[] = [];
  let open = false;
  for (const each of stretches) {
    const named = each.categories?.includes("application") ?? false;
    const last = runs.at(-1);
    if (each.categories) {
      if (open && last?.named === named) runs[runs.length - 1] = { ...last, to: each.to };
      else runs.push({ from: each.from, to: each.to, named });
    }
    open = each.categories !== null;
  }
  // An edge falls within a tenth; that tenth is not kept.
  return runs
    .map(({ from, to, named }) => ({ from: Math.ceil(from / 100), to: Math.floor(to / 100), named }))
    .filter(({ from, to }) => from < to);
}

/** In which run a step is kept and by how much its time shifts, or why it is not. */
function placeOf(
  step: Step,
  segment: Segment,
  facts: Facts,
  stretches: readonly Stretch[],
  runs: readonly Run[],
): DiscardReason | { run: number; shift: number } {
  const category = CATEGORY_OF[step.kind];
  const from = segment.from + step.at;
  const to = from + ("for" in step ? step.for : 0);
  const end = segment.from + segment.length;
  const touched = stretches.filter((each) => each.from <= to * 100 && from * 100 <= each.to);
  const run = runs.findIndex(
    (each) => each.from <= from && to <= each.to && (from < each.to || each.to === end),
  );
  const found = runs[run];
  if (!found) return touched.find((each) => !each.categories)?.reason ?? "no-consent";
  const lacking = touched.find((each) => each.categories && !each.categories.includes(category));
  if (lacking) return categoryRefusal(facts, segment.application, category, lacking.from);
  return { run, shift: found.from - segment.from };
}

/** Why nothing of this category may be kept in an application in which something may be. */
export function categoryRefusal(
  facts: Facts,
  applicationId: string,
  category: Category,
  at: number,
): DiscardReason {
  const application = facts.applications.find(
    (each) => each.id === applicationId && contains(each.approved, at),
  );
  if (!application?.categories.includes(category)) return "application-not-approved";
  return anyContains(facts.consents[category], at) ? "exempt" : "no-consent";
}

/** Adds up discards by reason. */
export class Tally {
  readonly #sums = new Map<DiscardReason, Discard>();

  add(reason: DiscardReason, steps: number, tenths: number): void {
    const sum = this.#sums.get(reason);
    this.#sums.set(reason, { reason, steps: (sum?.steps ?? 0) + steps, tenths: (sum?.tenths ?? 0) + tenths });
  }

  list(): Discard[] {
    return [...this.#sums.values()];
  }
}
