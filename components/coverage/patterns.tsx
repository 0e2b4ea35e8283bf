import type { ReactNode } from "react";
import type { CoverageLabel } from "../../domain/directive/schema.ts";
import { LABELS, type Pattern } from "./labels.ts";

/** Pixels; every tile repeats without a seam. */
const TILE = 8;

const line = (d: string, width = 1.8) => <path d={d} fill="none" stroke="currentColor" strokeWidth={width} />;
const shape = (d: string) => <path d={d} fill="currentColor" />;

const MARKS: Record<Pattern, ReactNode> = {
  solid: shape("M0 0h8v8h-8z"),
  "pause-bars": shape("M1 0h2v8h-2zM5 0h1v8h-1z"),
  slashes: line("M-2 2l4 -4M0 8l8 -8M6 10l4 -4"),
  "sparse-dots": shape("M3 3h2v2h-2z"),
  crosses: line("M-1 -1l10 10M-1 9l10 -10", 1.4),
  backslashes: line("M-2 6l4 4M0 0l8 8M6 -2l4 4"),
  dots: shape("M1 1h2v2h-2zM5 5h2v2h-2z"),
  columns: line("M2 0v8M6 0v8", 1.2),
  rows: line("M0 2h8M0 6h8", 1.6),
  pluses: line("M4 2v4M2 4h4", 1.2),
  zigzag: line("M-1 3l3 -2l4 4l3 -2M-1 7l3 -2l4 4l3 -2", 1.4),
  hollow: null,
  grid: line("M0 1h8M1 0v8", 1.2),
  rings: <circle cx={4} cy={4} r={2.4} fill="none" stroke="currentColor" strokeWidth={1.4} />,
  triangles: shape("M4 1l3 6h-6z"),
  dashes: line("M2 4h4", 1.2),
};

/** The id of a label's pattern inside the drawing with this prefix. */
export function patternId(prefix: string, label: CoverageLabel): string {
  return `${prefix}-${label}`;
}

/** The patterns that one drawing needs. Ids are per drawing: a pattern in a hidden drawing would not paint. */
export function PatternDefinitions({ prefix, labels }: { prefix: string; labels: Iterable<CoverageLabel> }) {
  return (
    <defs>
      {[...labels].map((label) => (
        <pattern
          key={label}
          id={patternId(prefix, label)}
          className={LABELS[label].colour}
          width={TILE}
          height={TILE}
          patternUnits="userSpaceOnUse"
        >
          {MARKS[LABELS[label].pattern]}
        </pattern>
      ))}
    </defs>
  );
}
