import { useId } from "react";
import type { CoverageLabel } from "../../domain/directive/schema.ts";
import { classNames } from "../ui/class-names.ts";
import { LABELS } from "./labels.ts";
import { PatternDefinitions, patternId } from "./patterns.tsx";

/** A label's colour and pattern, as it is drawn in timelines. */
export function CoverageSwatch({ label }: { label: CoverageLabel }) {
  const prefix = useId();
  return (
    <svg
      aria-hidden="true"
      width="20"
      height="20"
      className={classNames("inline-block shrink-0", LABELS[label].colour)}
    >
      <PatternDefinitions prefix={prefix} labels={[label]} />
      <rect
        x="1"
        y="1"
        width="18"
        height="18"
        rx="4"
        fill={`url(#${patternId(prefix, label)})`}
        stroke="currentColor"
        strokeWidth="1.5"
      />
    </svg>
  );
}

/** Swatch and word, the way a label is named in running text and tables. */
export function CoverageName({ label }: { label: CoverageLabel }) {
  return (
    <span className="inline-flex items-center gap-2">
      <CoverageSwatch label={label} />
      {LABELS[label].word}
    </span>
  );
}
