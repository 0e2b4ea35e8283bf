import { type ReactNode, useId } from "react";
import { COVERAGE_LABELS, type CoverageLabel } from "../../domain/directive/schema.ts";
import { ChartFrame } from "../ui/chart-frame.tsx";
import { Link } from "../ui/link.tsx";
import { formatNumber, formatShortDuration } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";
import { collectedOf, LabelTotals, summaryOf } from "./label-totals.tsx";
import { LABELS } from "./labels.ts";
import { PatternDefinitions, patternId } from "./patterns.tsx";

type Shares = readonly { readonly label: CoverageLabel; readonly minutes: number }[];

/** A day or a month: all its minutes, and how many of those that have begun have which label. */
export type SharesPart = { name: string; href: string; minutes: number; shares: Shares };

type SharesChartProps = {
  title: string;
  /** What a part is called, such as `Day`. */
  partWord: string;
  parts: SharesPart[];
  total: Shares;
};

const HEIGHT_PX = 22;

/** The parts of a period under each other, each a bar of its minutes' labels, with the same numbers as a table. */
export function SharesChart({ title, partWord, parts, total }: SharesChartProps) {
  const prefix = useId();
  const longest = Math.max(...parts.map(({ minutes }) => minutes));
  return (
    <ChartFrame
      title={title}
      summary={summaryOf(total)}
      table={<SharesTable title={title} partWord={partWord} parts={parts} total={total} />}
    >
      {/* One set of patterns for all bars. Nothing that is hidden would paint. */}
      <svg aria-hidden="true" width="0" height="0" className="absolute">
        <PatternDefinitions prefix={prefix} labels={total.map(({ label }) => label)} />
      </svg>
      <ol className="grid gap-2">
        {parts.map(({ name, href, minutes, shares }) => (
          <li
            key={href}
            className="grid grid-cols-[1fr_auto] items-center gap-x-3 sm:grid-cols-[9rem_1fr_9rem]"
          >
            <Link href={href} className="text-accent underline underline-offset-4">
              {name}
            </Link>
            <span className="text-muted text-sm sm:order-3">{collectedWords(shares)}</span>
            <Bar prefix={prefix} shares={shares} minutes={minutes} longest={longest} />
          </li>
        ))}
      </ol>
      <LabelTotals totals={total} />
    </ChartFrame>
  );
}

type BarProps = { prefix: string; shares: Shares; minutes: number; longest: number };

/** All bars have one scale: a day of 25 hours is longer than one of 23. What has not come yet is a line. */
function Bar({ prefix, shares, minutes, longest }: BarProps) {
  const share = (part: number) => `${((part / longest) * 100).toFixed(4)}%`;
  let from = 0;
  // In one order in all bars, so that they can be compared down the page.
  const pieces = [...shares]
    .sort((a, b) => placeOf(a.label) - placeOf(b.label))
    .map(({ label, minutes: length }) => {
      from += length;
      return { label, from: from - length, length };
    });
  return (
    <svg
      aria-hidden="true"
      width="100%"
      height={HEIGHT_PX}
      className="col-span-2 block sm:order-2 sm:col-span-1"
    >
      <rect y={HEIGHT_PX - 1} width={share(minutes)} height="1" className="fill-edge" />
      {pieces.map(({ label, from: start, length }) => (
        <g key={label} className={LABELS[label].colour} fill="currentColor">
          <rect
            x={share(start)}
            width={share(length)}
            height={HEIGHT_PX}
            className="coverage-ground fill-sunken"
          />
          <rect
            x={share(start)}
            width={share(length)}
            height={HEIGHT_PX}
            fill={`url(#${patternId(prefix, label)})`}
          />
          <rect x={share(start)} width={share(length)} height="1.5" />
          <rect x={share(start)} y={HEIGHT_PX - 1.5} width={share(length)} height="1.5" />
        </g>
      ))}
    </svg>
  );
}

function placeOf(label: CoverageLabel): number {
  return COVERAGE_LABELS.indexOf(label);
}

function collectedWords(shares: Shares): string {
  const minutes = collectedOf(shares);
  return minutes === 0 ? "nothing collected" : `${formatShortDuration(minutes * 60)} collected`;
}

type Row = { name: string; href: string | null; shares: Shares };

/** In whole minutes, so that every row and column can be added up. */
function SharesTable({ title, partWord, parts, total }: SharesChartProps) {
  const rows: Row[] = [...parts, { name: "In all", href: null, shares: total }];
  const minutesOf = ({ shares }: Row, label: CoverageLabel) =>
    shares.find((each) => each.label === label)?.minutes ?? 0;
  return (
    <Table
      caption={`${title}, in minutes`}
      hideCaption
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        { heading: partWord, cell: ({ name, href }) => <Name name={name} href={href} /> },
        ...total.map(({ label }) => ({
          heading: LABELS[label].word,
          cell: (row: Row): ReactNode => formatNumber(minutesOf(row, label)),
          numeric: true,
        })),
        {
          heading: "Minutes",
          cell: ({ shares }) => formatNumber(shares.reduce((sum, { minutes }) => sum + minutes, 0)),
          numeric: true,
        },
      ]}
    />
  );
}

function Name({ name, href }: { name: string; href: string | null }) {
  if (href === null) return <span className="font-medium">{name}</span>;
  return (
    <Link href={href} className="whitespace-nowrap text-accent underline underline-offset-4">
      {name}
    </Link>
  );
}
