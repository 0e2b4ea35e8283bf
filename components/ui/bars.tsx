"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { ChartFrame } from "./chart-frame.tsx";
import { Link } from "./link.tsx";
import type { BarDatum } from "./recharts-bars.tsx";
import { Table } from "./table.tsx";

// In the browser only: measuring needs a layout, and server markup would carry style attributes, which the
// content security policy forbids.
const RechartsBars = dynamic(() => import("./recharts-bars.tsx").then((module) => module.RechartsBars), {
  ssr: false,
  loading: () => <p className="text-muted text-sm noscript:hidden">Drawing…</p>,
});

type BarsProps = {
  title: string;
  summary: string;
  data: BarDatum[];
  /** Headings of the table with the same numbers: what is counted, and in what. */
  headings: { name: string; value: string };
  /** What the bars sum to, in words, where that means something. */
  total?: string;
};

/** Horizontal bars, in the order given, with a table of the same; the summary alone where there is nothing to draw. */
export function Bars({ title, summary, data, headings, total }: BarsProps) {
  const router = useRouter();
  if (data.every(({ value }) => value === 0)) return <p className="text-muted">{summary}</p>;
  const rows: Row[] = data.map(({ name, text, exact, href }) => ({ name, text: exact ?? text, href }));
  return (
    <ChartFrame
      title={title}
      summary={summary}
      showsTable={data.some(({ href }) => href !== undefined)}
      table={
        <Table
          caption={`${title}, as a table`}
          hideCaption
          rows={total === undefined ? rows : [...rows, { name: "In all", text: total, href: undefined }]}
          rowKey={(_, place) => place}
          columns={[
            { heading: headings.name, cell: (row) => <Name {...row} /> },
            {
              heading: headings.value,
              cell: ({ text }) => <span className="whitespace-nowrap">{text}</span>,
              numeric: true,
            },
          ]}
        />
      }
    >
      <div aria-hidden="true" className="min-w-0">
        <RechartsBars data={data} onOpen={({ href }) => href !== undefined && router.push(href)} />
      </div>
    </ChartFrame>
  );
}

type Row = { name: string; text: string; href: string | undefined };

function Name({ name, href }: Row) {
  if (href === undefined) return name;
  return (
    <Link href={href} className="text-accent underline underline-offset-4">
      {name}
    </Link>
  );
}
