import type { Category } from "../notice/schema.ts";
import { inForceAt } from "./rules/in-force.ts";
import type { ExemptionFact } from "./schema.ts";

/** Whether any of the exemptions leaves out this category in this application at `at`. They only ever add up. */
export function isExempt(
  exemptions: readonly ExemptionFact[],
  category: Category,
  applicationId: string,
  at: number,
): boolean {
  return leavesOut(inForceAt(exemptions, at), category, applicationId);
}

/** The same, of exemptions that are in force at the moment that it is about. */
export function leavesOut(
  inForce: readonly ExemptionFact[],
  category: Category,
  applicationId: string,
): boolean {
  return inForce.some(
    (each) =>
      (each.categories.length === 0 || each.categories.includes(category)) &&
      (each.applications.length === 0 || each.applications.includes(applicationId)),
  );
}
