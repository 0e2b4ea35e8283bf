import { z } from "zod";

/** A place with a row of law of its own: `US`, `US-NY`, `DE`, `CA-ON`. */
export const jurisdictionCode = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Z]{2,3})?$/, "This is not the code of a jurisdiction.");

/** The federal row, which applies to everyone beside those of residence and work location. */
export const FEDERAL = "US";

/**
 * What can be asked for before collection, each proved by evidence of its own kind:
 * - `notice`: the notice was served.
 * - `acknowledgement`: its receipt was acknowledged.
 * - `yearly-notice`: it was served in this calendar year, where the employee lives.
 * - `daily-notice-or-acknowledgement`: it was served today, or acknowledged once.
 * - `posting`: it hangs at the workplace; for whoever works elsewhere it is posted electronically.
 * - `authorisation`: the employee authorised it in writing, by signing.
 * - `override`: counsel lifted a block in writing, two of them, until a day.
 */
export const DUTY_KINDS = [
  "notice",
  "acknowledgement",
  "yearly-notice",
  "daily-notice-or-acknowledgement",
  "posting",
  "authorisation",
  "override",
] as const;
export const dutyKind = z.enum(DUTY_KINDS);
export type DutyKind = z.infer<typeof dutyKind>;

const duty = z.object({
  kind: dutyKind,
  /** What is asked for, in words for a lawyer. */
  text: z.string().trim().min(1).max(500),
  /** Which citation asks for it; null when it is the program's own caution. */
  basis: z.string().max(200).nullable(),
});
export type Duty = z.infer<typeof duty>;

const citation = z.object({
  cite: z.string(),
  title: z.string(),
  effective: z.string().nullable(),
  basis: z.enum(["sourced", "memory"]),
  source: z.string().nullable(),
});
export type Citation = z.infer<typeof citation>;

/** A row of law as a data file brings it (prisma/data/jurisdictions.json says where each fact comes from). */
export const jurisdictionRow = z.object({
  code: jurisdictionCode,
  name: z.string().min(1).max(120),
  level: z.enum(["statute", "related", "none", "blocked"]),
  citations: z.array(citation),
  notice: z.object({
    required: z.boolean(),
    form: z.string().nullable(),
    timing: z.string().nullable(),
    acknowledgement: z.object({ required: z.boolean(), form: z.string().nullable() }),
    posting: z.string().nullable(),
    retention: z.string().nullable(),
  }),
  consentRequired: z.boolean(),
  consentCondition: z.string().nullable(),
  collectionAllowedDefault: z.boolean(),
  penalties: z.array(
    z.object({
      tier: z.string(),
      min: z.number().nullable(),
      max: z.number().nullable(),
      currency: z.string(),
      basis: z.enum(["sourced", "memory"]),
      note: z.string().nullable(),
    }),
  ),
  enforcement: z.string().nullable(),
  coverage: z.object({
    who: z.string().nullable(),
    monitored: z.string().nullable(),
    locationTest: z.string().nullable(),
  }),
  exceptions: z.array(z.string()),
  controls: z.array(z.string()),
  confidence: z.string(),
  sources: z.array(z.string()),
  notes: z.array(z.string()),
  asOf: z.string(),
});
export type JurisdictionRow = z.infer<typeof jurisdictionRow>;

/**
 * Words that a notice has to say. A statement of a notice is one paragraph, so they are kept as one: with its
 * paragraphs apart no notice could ever say them.
 */
const passage = z
  .string()
  .overwrite((text) => text.replaceAll(/\s+/g, " "))
  .trim()
  .min(1)
  .max(2000);

/** A row as it is kept: with what has to be evidenced, and the words that a notice there has to say. */
export const lawBody = jurisdictionRow.extend({
  // Rows from before these were written down have neither; what they ask for then, SQL `law_duties` says.
  duties: z.array(duty).max(20).default([]),
  requiredWording: z.array(passage).max(10).default([]),
});
export type LawBody = z.infer<typeof lawBody>;

/** A version of a row, as the gate needs it; times in milliseconds, `to` may be Infinity. */
export interface Law {
  readonly code: string;
  readonly name: string;
  readonly level: JurisdictionRow["level"];
  /** All that has to be evidenced there, each kind once. */
  readonly duties: readonly DutyKind[];
  readonly from: number;
  readonly to: number;
}

/** Where a person lives or works, since when, and when that was last confirmed. */
export interface LocationFact {
  readonly kind: "residence" | "work";
  readonly jurisdiction: string;
  readonly from: number;
  readonly to: number;
  readonly confirmedAt: number;
  /** The workplace where notices hang on a wall; null for whoever works elsewhere, and for residences. */
  readonly workplaceId: string | null;
}

/** That one duty of one row is met for a person in [from, to). */
export interface Evidence {
  readonly code: string;
  readonly duty: DutyKind;
  readonly from: number;
  readonly to: number;
}
