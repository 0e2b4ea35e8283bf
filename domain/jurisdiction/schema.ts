import { z } from "zod";

const citation = z.object({
  cite: z.string(),
  title: z.string(),
  effective: z.string().nullable(),
  basis: z.enum(["sourced", "memory"]),
  source: z.string().nullable(),
});

/** A row of law as it is imported (prisma/data/jurisdictions.json says where each fact comes from). */
export const jurisdictionRow = z.object({
  code: z.string().regex(/^[A-Z]{2}(-[A-Z]{2,3})?$/),
  name: z.string(),
  level: z.enum(["statute", "related", "none", "blocked"]),
  citations: z.array(citation),
  collectionAllowedDefault: z.boolean(),
  confidence: z.enum(["sourced", "memory", "mixed"]).or(z.string()),
  asOf: z.string(),
});
export type JurisdictionRow = z.infer<typeof jurisdictionRow>;

/** A version of a row, as the gate needs it; times in milliseconds, `to` may be Infinity. */
export interface Law {
  readonly code: string;
  readonly name: string;
  readonly level: JurisdictionRow["level"];
  readonly allowedByDefault: boolean;
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
}
