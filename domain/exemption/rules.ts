import { contains } from "../../lib/interval.ts";
import type { Category } from "../notice/schema.ts";
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
      (each.categories.length === 0 || each.categories.includes(category)) &&
      (each.applications.length === 0 || each.applications.includes(applicationId)),
  );
}
