import type { CoverageLabel } from "../../domain/directive/schema.ts";
import { LABELS } from "./labels.ts";
import { CoverageSwatch } from "./swatch.tsx";

/** The labels with what each means to the person whose minutes they are. */
export function CoverageLegend({ labels }: { labels: readonly CoverageLabel[] }) {
  return (
    <ul className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      {labels.map((label) => (
        <li key={label} className="flex gap-3">
          <span className="pt-0.5">
            <CoverageSwatch label={label} />
          </span>
          <span className="min-w-0">
            <span className="font-medium">{LABELS[label].word}</span>
            <span className="block text-muted text-sm">{LABELS[label].meaning}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
