import type { Measurements } from "../../domain/exemption/schema/measurements.ts";
import { formatBytes, formatShortDuration } from "../ui/quantity.ts";
import { type Column, Table } from "../ui/table.tsx";
import { formatTime } from "../ui/time-zone.ts";

type Day = Measurements["days"][number];

const DAY: Column<Day> = {
  heading: "Day",
  cell: ({ day }) => (
    <span className="whitespace-nowrap">{formatTime(Date.parse(`${day}T12:00:00Z`), "date", "UTC")}</span>
  ),
};
const COLUMNS: Record<Measurements["about"], Column<Day>[]> = {
  bandwidth: [
    DAY,
    { heading: "Sent", numeric: true, cell: ({ sent }) => formatBytes(sent ?? 0) },
    { heading: "Received", numeric: true, cell: ({ received }) => formatBytes(received ?? 0) },
  ],
  power: [
    DAY,
    {
      heading: "Lowest battery",
      numeric: true,
      cell: ({ batteryLow }) => (typeof batteryLow === "number" ? `${batteryLow} %` : "No battery"),
    },
    {
      heading: "Processor time",
      numeric: true,
      cell: ({ cpuSeconds }) => formatShortDuration(cpuSeconds ?? 0),
    },
  ],
};
const ABOUT: Record<Measurements["about"], string> = {
  bandwidth: "data that the agent itself sent and received",
  power: "the battery, and the processor's time that the agent itself used",
};

/** What the agent on one computer measured of itself, for whoever applies and for whoever decides. */
export function MeasurementsView({ measurements }: { measurements: Measurements }) {
  const { about, device, days } = measurements;
  return (
    <Table
      caption={`${device.name}: ${ABOUT[about]}, day by day`}
      rows={days}
      rowKey={({ day }) => day}
      columns={COLUMNS[about]}
    />
  );
}
