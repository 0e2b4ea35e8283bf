import type { Astray } from "../../domain/activity/rules/period.ts";
import { FIRST_DAY } from "../../domain/activity/rules/period.ts";
import { dayWords } from "../ui/day-words.ts";

const WORDS: Record<Astray, string> = {
  "no-view": "There is no such view. This is a day.",
  "no-day": "There is no such day in the calendar. This is today.",
  "before-all": `Nothing can be from before ${dayWords(FIRST_DAY, "month")}. This is today.`,
  "to-come": "That day has not come yet. This is today.",
};

/** Why something else is shown than the address asks for. */
export function AstrayNote({ astray }: { astray: Astray }) {
  return (
    <p role="status" className="rounded-control border border-edge bg-sunken px-3 py-2">
      {WORDS[astray]}
    </p>
  );
}
