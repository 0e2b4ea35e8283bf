import { categoryRefusal, HORIZON_MS, isErased, refusalOf } from "../activity/rules.ts";
import type { DiscardReason } from "../activity/schema.ts";
import { decide, type Facts } from "../directive/rules.ts";
import type { RetentionDays } from "../notice/rules/retention-days.ts";

/** Whether a picture may be kept, and with the application's name; or why not. */
export type Verdict = { readonly isNamed: boolean } | { readonly reason: DiscardReason };

/**
 * Judges a picture of `application` by what was permitted at the instant it was taken (promise 3). `takenAt` and `now`
 * are milliseconds.
 */
export function verdictOn(
  facts: Facts,
  { application, takenAt }: { readonly application: string; readonly takenAt: number },
  now: number,
): Verdict {
  if (takenAt < now - HORIZON_MS) return { reason: "too-old" };
  if (isErased(facts, takenAt)) return { reason: "erased" };
  if (takenAt > now) return { reason: "in-the-future" };
  const decision = decide(facts, takenAt);
  const permission = decision.permissions.find((each) => each.application.id === application);
  if (!permission) return { reason: refusalOf(facts, decision, application, takenAt) };
  if (!permission.categories.includes("screen"))
    return { reason: categoryRefusal(facts, application, "screen", takenAt) };
  return { isNamed: permission.categories.includes("application") };
}

const DAY_MS = 86_400_000;

/**
 * When a picture goes by itself (milliseconds): so many days of 24 hours after it was taken. The same truth as
 * `keep_captures` of the database, which the job goes by.
 */
export function goesAt(takenAt: number, { screen }: RetentionDays): number {
  return takenAt + screen * DAY_MS;
}

/** What a sealed picture is bound to: it opens as no other person's, and as no other picture. */
export function sealContext(employeeId: string, captureId: string): string {
  return `capture:${employeeId}:${captureId}`;
}
