import type { Interval } from "../../lib/interval.ts";
import type { Category } from "../notice/schema.ts";
import type { ApplicationChoice, Choice, ConsentState } from "./schema.ts";

/**
 * When consent to a category stood. Only a choice of "given" opens it; the next choice, whatever it
 * is, or a change of the notice's substance closes it. `choices` are in order of time.
 */
export function givenIntervals(choices: readonly Choice[], category: Category): Interval[] {
  const own = choices.filter((each) => each.category === category);
  return own.flatMap((each, i) => {
    const to = Math.min(own[i + 1]?.at ?? Infinity, each.boundUntil);
    return each.state === "given" && each.at < to ? [{ from: each.at, to }] : [];
  });
}

/** When an application was turned on by the employee. No switch is off. */
export function allowedIntervals(choices: readonly ApplicationChoice[], applicationId: string): Interval[] {
  const own = choices.filter((each) => each.applicationId === applicationId);
  return own.flatMap((each, i) => {
    const to = own[i + 1]?.at ?? Infinity;
    return each.allowed && each.at < to ? [{ from: each.at, to }] : [];
  });
}

/** The state of one category at `at`. No answer is `requested`, or `deferred` when it was put off; never `given`. */
export function consentState(
  choices: readonly Choice[],
  deferrals: readonly number[],
  category: Category,
  at: number,
): ConsentState {
  const last = choices.filter((each) => each.category === category && each.at <= at).at(-1);
  if (!last) return deferrals.some((each) => each <= at) ? "deferred" : "requested";
  return at >= last.boundUntil ? "expired" : last.state;
}
