"use client";

import { useState } from "react";
import { ChartFrame } from "../ui/chart-frame.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { formatDuration, formatShortDuration } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { type CoverageDay, type DayRun, totalsOf } from "./day.ts";
import { DayRows } from "./day-rows.tsx";
import { LABELS } from "./labels.ts";
import { CoverageLegend } from "./legend.tsx";
import { CoverageName, CoverageSwatch } from "./swatch.tsx";

const MINUTE_MS = 60_000;

/** A device's day at a glance: what every minute was, with the same as a sentence and as a table. */
export function DayTimeline({ day, title }: { day: CoverageDay; title: string }) {
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
          rows={day.runs}
          rowKey={({ from }) => from}
          columns={[
            { heading: "From", cell: ({ from }) => <Time at={at(from)} format="time" /> },
            { heading: "To", cell: ({ from, minutes }) => <Time at={at(from + minutes)} format="time" /> },
            { heading: "What", cell: ({ label }) => <CoverageName label={label} /> },
            { heading: "Minutes", cell: ({ minutes }) => minutes, numeric: true },
          ]}
        />
      }
    >
      <DayRows day={day} title={title} chosen={chosen} onChoose={setChosen} />
      <p className="min-h-11 text-sm">
        {run ? <RunDetail run={run} day={day} /> : <Hint empty={day.runs.length === 0} />}
      </p>
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
    </ChartFrame>
  );
}

function RunDetail({ run, day }: { run: DayRun; day: CoverageDay }) {
  return (
    <>
      <span className="font-medium">
        <Time at={day.startsAt + run.from * MINUTE_MS} format="time" /> to{" "}
        <Time at={day.startsAt + (run.from + run.minutes) * MINUTE_MS} format="time" />:{" "}
        {LABELS[run.label].word}, {formatDuration(run.minutes * 60)}.
      </span>{" "}
      <span className="text-muted">{LABELS[run.label].meaning}</span>
    </>
  );
}

function Hint({ empty }: { empty: boolean }) {
  return (
    <span className="text-muted">
      {empty
        ? "Nothing is known about this day yet."
        : "Press a part of the day, or use the arrow keys, to see what it was."}
    </span>
  );
}

function summaryOf(totals: ReturnType<typeof totalsOf>): string {
  const collected = totals.find(({ label }) => label === "collected")?.minutes ?? 0;
  const rest = totals.filter(({ label }) => label !== "collected").slice(0, 3);
  const others = rest.map(
    ({ label, minutes }) => `${LABELS[label].word.toLowerCase()} ${formatDuration(minutes * 60)}`,
  );
  const first = collected === 0 ? "Nothing was collected." : `${formatDuration(collected * 60)} collected.`;
  return others.length === 0 ? first : `${first} Otherwise: ${others.join(", ")}.`;
}
