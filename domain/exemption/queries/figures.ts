import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor, Role } from "../../actor/schema.ts";
import type { Outcome } from "../rules/state.ts";
import type { Ground, Stage } from "../schema.ts";

/** Who runs the program, and so may know how it goes. */
export const COUNTS: readonly Role[] = ["legal", "hr", "steward", "admin"];

/** How many requests, or appeals, of one finished month ended so: of five people at least. */
export interface Figure {
  /** The month's first day, `2026-10-01`; months are UTC's. */
  readonly month: string;
  readonly stage: Stage;
  /** Null where several grounds are counted together, and for appeals. */
  readonly ground: Ground | null;
  /** Null where several outcomes are counted together. */
  readonly outcome: Outcome | null;
  readonly requests: number;
  /** Working days to the end, to the half day, of what was decided on this ground; null under five people. */
  readonly medianDays: number | null;
  /** Nine of ten were decided within these working days. */
  readonly slowDays: number | null;
}
export interface ExemptionFigures {
  /** The latest month first. Rows share nothing and leave nothing out of their month. */
  readonly figures: readonly Figure[];
  /** The program's settings, as they hold for what is sent from now on. */
  readonly settings: { readonly days: number; readonly stopsMeanwhile: boolean; readonly noticeDays: number };
}

/** What the program counts of exemptions. Refuses (not_found) whoever has no part in running it. */
export async function getExemptionFigures(actor: PersonActor): Promise<ExemptionFigures> {
  if (!actor.roles.some((each) => COUNTS.includes(each)))
    throw new Refusal("not_found", "no-figures", "There are no figures.");
  return read(actor, async (db) => {
    const figures = await db.$queryRaw<Figure[]>`
      select month::text, stage, ground, outcome, requests, median_days as "medianDays", slow_days as "slowDays"
      from exemption_figures()`;
    const { exemptionDays, exemptionStops, revocationDays } = await db.program.findFirstOrThrow();
    const settings = {
      days: exemptionDays,
      stopsMeanwhile: exemptionStops,
      noticeDays: revocationDays,
    };
    return { figures, settings };
  });
}
