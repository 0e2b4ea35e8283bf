import { z } from "zod";
import { CATEGORIES, type Category, category } from "../notice/schema.ts";

/** W3C DPV consent states. `requested` and `expired` are derived: the first is no row, the second a superseded notice. */
export const CONSENT_STATES = ["requested", "deferred", "given", "refused", "withdrawn", "expired"] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export const answer = z.enum(["given", "refused"]);

/** The whole form: an answer for every category, and the applications that were turned on. */
export const consentForm = z.strictObject({
  noticeHash: z.string().regex(/^[0-9a-f]{64}$/),
  categories: z.record(category, answer, { error: "Choose Allow or Don't allow for each." }),
  applications: z.array(z.string().max(40)).max(500),
});
export type ConsentForm = z.infer<typeof consentForm>;

/** Which categories to take back; all of them when none is named. */
export const withdrawal = z.strictObject({ categories: z.array(category).min(1).max(CATEGORIES.length) });
export type Withdrawal = z.infer<typeof withdrawal>;

export const applicationSwitch = z.strictObject({ applicationId: z.string().max(40), allowed: z.boolean() });

/** One recorded choice, oldest first in every list of them. Milliseconds. */
export interface Choice {
  readonly at: number;
  readonly category: Category;
  readonly state: "given" | "refused" | "withdrawn";
  /** When the notice it was bound to was overtaken by a change of substance; Infinity while it stands. */
  readonly boundUntil: number;
}

/** One recorded switch of an application. */
export interface ApplicationChoice {
  readonly at: number;
  readonly applicationId: string;
  readonly allowed: boolean;
}
