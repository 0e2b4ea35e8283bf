import { type Period, VIEWS, type View } from "../../domain/activity/rules/period.ts";
import { dayWords } from "../ui/day-words.ts";
import { PeriodPicker } from "../ui/period-picker.tsx";
import { ViewLinks } from "../ui/view-links.tsx";
import { MY_DATA, myDataAddress } from "./addresses.ts";

const VIEW_WORDS: Record<View, string> = { day: "Day", week: "Week", month: "Month", all: "All time" };

type PeriodControlsProps = { period: Period; on: string; today: string };

/** Which time is shown, and the way to any other. */
export function PeriodControls({ period, on, today }: PeriodControlsProps) {
  const { view } = period;
  const isAll = view === "all";
  const step = (day: string | null, which: "before" | "after") =>
    day === null ? null : { href: myDataAddress(view, day), label: `${VIEW_WORDS[view]} ${which}` };
  return (
    <div className="flex flex-wrap items-end justify-between gap-4">
      <ViewLinks
        label="View"
        links={VIEWS.map((each) => ({
          href: myDataAddress(each, on),
          label: VIEW_WORDS[each],
          isHere: each === view,
        }))}
      />
      {!isAll && (
        <PeriodPicker
          path={MY_DATA}
          fields={{ view }}
          on={on}
          today={today}
          previous={step(period.previous, "before")}
          next={step(period.next, "after")}
        />
      )}
    </div>
  );
}

/** The period in words, such as `November 23 to November 27, 2026`. */
export function periodWords({ view, from, to }: Period): string {
  if (view === "day") return dayWords(from, "long");
  if (view === "month") return dayWords(from, "month");
  if (view === "all") return `All time, from ${dayWords(from, "month")} on`;
  return `Week from ${dayWords(from, "date")}${from === to ? "" : ` to ${dayWords(to, "date")}`}, ${to.slice(0, 4)}`;
}
