import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { mayCount } from "../policy/figures.ts";
import type { DecidersThere, ExemptionSettings, Figure } from "../schema/figures.ts";

export interface ExemptionFigures {
  /** The latest month first. Rows share nothing and leave nothing out of their month. */
  readonly figures: readonly Figure[];
  readonly settings: ExemptionSettings;
  readonly deciders: readonly DecidersThere[];
}

/** What the program counts of exemptions. Refuses (not_found) whoever has no part in running it. */
export async function getExemptionFigures(actor: PersonActor): Promise<ExemptionFigures> {
  if (!mayCount(actor.roles)) throw new Refusal("not_found", "no-figures", "There are no figures.");
  return read(actor, async (db) => {
    const figures = await db.$queryRaw<Figure[]>`
      select month::text, stage, ground, outcome, requests, median_days as "medianDays", slow_days as "slowDays"
      from exemption_figures()`;
    const deciders = await db.$queryRaw<DecidersThere[]>`
      select role, people, is_there as "isThere" from deciders_there() order by role desc`;
    const { exemptionDays, exemptionStops, revocationDays } = await db.program.findFirstOrThrow();
    const settings = {
      days: exemptionDays,
      stopsMeanwhile: exemptionStops,
      noticeDays: revocationDays,
    };
    return { figures, settings, deciders };
  });
}
