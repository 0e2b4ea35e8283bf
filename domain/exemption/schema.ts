import type { Interval } from "../../lib/interval.ts";
import type { Category } from "../notice/schema.ts";

/** A dated exception from collection. An empty list stands for all. */
export interface ExemptionFact extends Interval {
  readonly categories: readonly Category[];
  readonly applications: readonly string[];
}
