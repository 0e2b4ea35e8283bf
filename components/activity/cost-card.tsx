import type { Cost } from "../../domain/activity/rules/my-data.ts";
import { Card } from "../ui/card.tsx";
import { formatBytes, formatCount, formatExactDuration, formatNumber } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";

/** What the agent itself took of each computer. */
export function CostCard({ costs }: { costs: readonly Cost[] }) {
  return (
    <Card title="What it cost your computer">
      {costs.length === 0 ? (
        <p className="text-muted">The agent told of no use in this time.</p>
      ) : (
        <>
          <p className="text-muted text-sm">{summaryOf(costs)}</p>
          <Table
            caption="What the agent took of each computer"
            hideCaption
            rows={costs.length > 1 ? [...costs, sumOf(costs)] : [...costs]}
            rowKey={({ id }) => id}
            columns={[
              { heading: "Computer", cell: ({ name }) => name },
              { heading: "Sent", cell: ({ bytesSent }) => formatBytes(bytesSent), numeric: true },
              { heading: "Received", cell: ({ bytesReceived }) => formatBytes(bytesReceived), numeric: true },
              {
                heading: "Processor time",
                cell: ({ cpuMs }) => formatExactDuration(tenthsOf(cpuMs)),
                numeric: true,
              },
              {
                heading: "Lowest battery",
                cell: ({ batteryLow }) => (batteryLow === null ? "no battery" : `${batteryLow} %`),
                numeric: true,
              },
              { heading: "Records lost", cell: (row) => formatNumber(row.droppedSegments), numeric: true },
            ]}
          />
        </>
      )}
    </Card>
  );
}

function tenthsOf(milliseconds: number): number {
  return Math.round(milliseconds / 100);
}

function sumOf(costs: readonly Cost[]): Cost {
  const sum = (of: (cost: Cost) => number) => costs.reduce((all, cost) => all + of(cost), 0);
  const lows = costs.flatMap(({ batteryLow }) => (batteryLow === null ? [] : [batteryLow]));
  return {
    id: "",
    name: "In all",
    bytesSent: sum((cost) => cost.bytesSent),
    bytesReceived: sum((cost) => cost.bytesReceived),
    cpuMs: sum((cost) => cost.cpuMs),
    batteryLow: lows.length === 0 ? null : Math.min(...lows),
    droppedSegments: sum((cost) => cost.droppedSegments),
  };
}

function summaryOf(costs: readonly Cost[]): string {
  const { bytesSent, bytesReceived, droppedSegments } = sumOf(costs);
  const lost =
    droppedSegments > 0
      ? ` ${formatCount(droppedSegments, "record")} never arrived, for the agent's own store was full.`
      : "";
  return `The agent exchanged ${formatBytes(bytesSent + bytesReceived)} with the portal.${lost}`;
}
