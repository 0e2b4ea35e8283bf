import type { Period, View } from "../../domain/activity/rules/period.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { deletionAddress, ERASE } from "./addresses.ts";

const WORDS: Record<View, string> = {
  day: "Delete this day",
  week: "Delete this week",
  month: "Delete this month",
  all: "Erase everything",
};

/** Leads from what is looked at to where just that is deleted, once it was seen what that means. */
export function DeletePeriodLink({ period: { view, from, to } }: { period: Period }) {
  return (
    <LinkButton weight="danger" size="small" href={view === "all" ? ERASE : deletionAddress({ from, to })}>
      {WORDS[view]}
    </LinkButton>
  );
}
