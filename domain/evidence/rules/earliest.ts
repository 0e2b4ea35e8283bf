import { Refusal } from "../../../lib/refusal.ts";

/** The portal keeps nothing from before this day. */
const EARLIEST = "2000-01-01";

/** Refuses (invalid, for `field`) a day (YYYY-MM-DD) of which nothing can be known here. */
export function expectKnownDay(day: string, field: string): void {
  if (day >= EARLIEST) return;
  const text = "There was no portal then. Give a later day.";
  throw new Refusal("invalid", "too-early", text, { fields: { [field]: text } });
}
