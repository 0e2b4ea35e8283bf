"use client";

import { useState } from "react";
import { ChartFrame } from "../ui/chart-frame.tsx";
import { Link } from "../ui/link.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { type CoverageDay, type DayRun, totalsOf } from "./day.ts";
import { DayRows } from "./day-rows.tsx";
import { LabelTotals, summaryOf } from "./label-totals.tsx";
import { LABELS } from "./labels.ts";
import { CoverageName } from "./swatch.tsx";

const MINUTE_MS = 60_000;

type DayTimelineProps = {
  day: CoverageDay;
  title: string;
  /** Addresses of what is stored from each of the day's runs, where they lead anywhere. */
  hrefs?: readonly string[];
};

/** A device's day at a glance: what every minute was, with the same as a sentence and as a table. */
export function DayTimeline({ day, title, hrefs }: DayTimelineProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const totals = totalsOf(day.runs);
  const at = (minute: number) => day.startsAt + minute * MINUTE_MS;
  const run = chosen === null ? undefined : day.runs[chosen];
  return (
    <ChartFrame
      title={title}
      summary={summaryOf(totals)}
      table={
        <Table
          caption={`${title}, minute by minute`}
          hideCaption
          rows={day.runs.map((each, i) => ({ ...each, href: hrefs?.[i] }))}
          rowKey={({ from }) => from}
          columns={[
            { heading: "From", cell: ({ from, href }) => <Start at={at(from)} href={href} /> },
            { heading: "To", cell: ({ from, minutes }) => <Time at={at(from + minutes)} format="time" /> },
            { heading: "What", cell: ({ label }) => <CoverageName label={label} /> },
            { heading: "Minutes", cell: ({ minutes }) => minutes, numeric: true },
          ]}
        />
      }
    >
      <DayRows day={day} title={title} chosen={chosen} onChoose={setChosen} />
      <p className="min-h-11 text-sm">
        {run ? (
          <RunDetail run={run} day={day} href={hrefs?.[chosen ?? 0]} />
        ) : (
          <Hint empty={day.runs.length === 0} />
        )}
      </p>
      <LabelTotals totals={totals} />
    </ChartFrame>
  );
}

const LINK_STYLE = "text-accent underline underline-offset-4";

function Start({ at, href }: { at: number; href: string | undefined }) {
  const time = <Time at={at} format="time" />;
  if (href === undefined) return time;
  return (
    <Link href={href} className={LINK_STYLE}>
      {time}
    </Link>
  );
}

function RunDetail({ run, day, href }: { run: DayRun; day: CoverageDay; href: string | undefined }) {
  return (
    <>
      <span className="font-medium">
        <Time at={day.startsAt + run.from * MINUTE_MS} format="time" /> to{" "}
        <Time at={day.startsAt + (run.from + run.minutes) * MINUTE_MS} format="time" />:{" "}
        {LABELS[run.label].word}, {formatDuration(run.minutes * 60)}.
      </span>{" "}
      <span className="text-muted">{LABELS[run.label].meaning}</span>
      {href !== undefined && (
        <>
          {" "}
          <Link href={href} className={LINK_STYLE}>
            See what is stored
          </Link>
        </>
      )}
    </>
  );
}

function Hint({ empty }: { empty: boolean }) {
  return (
    <span className="text-muted noscript:hidden">
      {empty
        ? "Nothing is known about this day yet."
        : "Press a part of the day, or use the arrow keys, to see what it was."}
    </span>
  );
}
