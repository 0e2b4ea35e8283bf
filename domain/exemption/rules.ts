import { contains } from "../../lib/interval.ts";
import type { Category } from "../notice/schema.ts";
import { isWithinWeek, weekEdges } from "./rules/week.ts";
import type { ExemptionFact } from "./schema.ts";

/** Whether any of the exemptions leaves out this category in this application at `at`. They only ever add up. */
export function isExempt(
  exemptions: readonly ExemptionFact[],
  category: Category,
  applicationId: string,
  at: number,
): boolean {
  return exemptions.some(
    (each) =>
      contains(each, at) &&
      (each.week === null || isWithinWeek(each.week, at)) &&
      (each.categories.length === 0 || each.categories.includes(category)) &&
      (each.applications.length === 0 || each.applications.includes(applicationId)),
  );
}

/** The instants of (from, to) at which hours of the week begin or end. What begins and ends for good is in `edges`. */
export function hourEdges(exemptions: readonly ExemptionFact[], from: number, to: number): number[] {
  return exemptions.flatMap((each) =>
    each.week ? weekEdges(each.week, Math.max(from, each.from - 1), Math.min(to, each.to)) : [],
  );
}
