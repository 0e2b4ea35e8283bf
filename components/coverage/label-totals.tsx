import type { CoverageLabel } from "../../domain/directive/schema.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { formatDuration, formatShortDuration } from "../ui/quantity.ts";
import { LABELS } from "./labels.ts";
import { CoverageLegend } from "./legend.tsx";
import { CoverageSwatch } from "./swatch.tsx";

type Totals = readonly { readonly label: CoverageLabel; readonly minutes: number }[];

/** Each label of a drawing with its minutes, and on request what it means. */
export function LabelTotals({ totals }: { totals: Totals }) {
  return (
    <>
      <ul className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
        {totals.map(({ label, minutes }) => (
          <li key={label} className="inline-flex items-center gap-2">
            <CoverageSwatch label={label} />
            {LABELS[label].word}
            <span className="text-muted">{formatShortDuration(minutes * 60)}</span>
          </li>
        ))}
      </ul>
      {totals.length > 0 && (
        <Disclosure summary="What these mean">
          <CoverageLegend labels={totals.map(({ label }) => label)} />
        </Disclosure>
      )}
    </>
  );
}

/** The point of a drawing in a sentence or two. `totals` are most first. */
export function summaryOf(totals: Totals): string {
  const collected = collectedOf(totals);
  const rest = totals.filter(({ label }) => label !== "collected").slice(0, 3);
  const others = rest.map(
    ({ label, minutes }) => `${LABELS[label].word.toLowerCase()} ${formatDuration(minutes * 60)}`,
  );
  const first = collected === 0 ? "Nothing was collected." : `${formatDuration(collected * 60)} collected.`;
  return others.length === 0 ? first : `${first} Otherwise: ${others.join(", ")}.`;
}

export function collectedOf(totals: Totals): number {
  return totals.find(({ label }) => label === "collected")?.minutes ?? 0;
}
