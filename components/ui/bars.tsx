"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "./chart-frame.tsx";
import type { BarDatum } from "./recharts-bars.tsx";
import { Table } from "./table.tsx";

// In the browser only: measuring needs a layout, and server markup would carry style attributes, which the
// content security policy forbids.
const RechartsBars = dynamic(() => import("./recharts-bars.tsx").then((module) => module.RechartsBars), {
  ssr: false,
  loading: () => <p className="text-muted text-sm">Drawing…</p>,
});

type BarsProps = {
  title: string;
  summary: string;
  data: BarDatum[];
  /** Headings of the table with the same numbers: what is counted, and in what. */
  headings: { name: string; value: string };
};

/** Horizontal bars, in the order given, with a table of the same; the summary alone where there is nothing to draw. */
export function Bars({ title, summary, data, headings }: BarsProps) {
  if (data.every(({ value }) => value === 0)) return <p className="text-muted">{summary}</p>;
  return (
    <ChartFrame
      title={title}
      summary={summary}
      table={
        <Table
          caption={title}
          hideCaption
          rows={data}
          rowKey={({ name }) => name}
          columns={[
            { heading: headings.name, cell: ({ name }) => name },
            { heading: headings.value, cell: ({ text }) => text, numeric: true },
          ]}
        />
      }
    >
      <div aria-hidden="true" className="min-w-0">
        <RechartsBars data={data} />
      </div>
    </ChartFrame>
  );
}
