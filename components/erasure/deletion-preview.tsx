import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { formatBytes, formatCount, formatDuration, formatNumber } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

export type ShownRecords = {
  records: number;
  /** Tenths of a second. */
  tenths: number;
  bytes: number;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  downloads: number;
  applications: readonly { name: string; records: number; tenths: number }[];
};

/** How much would be deleted, and what follows from it. */
export function DeletionPreview({ found }: { found: ShownRecords }) {
  return (
    <>
      <Card title="What would be deleted">
        <DefinitionList
          entries={[
            { term: "Records", value: formatNumber(found.records) },
            { term: "Recorded time", value: formatDuration(found.tenths / 10) },
            { term: "Stored size", value: formatBytes(found.bytes) },
            { term: "The first began", value: <Time at={found.from} format="moment" /> },
            { term: "The last ended", value: <Time at={found.to} format="moment" /> },
          ]}
        />
        {found.applications.length > 1 && (
          <Table
            caption="By application"
            rows={[...found.applications]}
            rowKey={({ name }) => name}
            columns={[
              { heading: "Application", cell: ({ name }) => name },
              { heading: "Records", cell: ({ records }) => formatNumber(records), numeric: true },
              { heading: "Time", cell: ({ tenths }) => formatDuration(tenths / 10), numeric: true },
            ]}
          />
        )}
      </Card>
      <Card title="What follows">
        <ul className="grid max-w-prose list-disc gap-2 pl-5">
          <li>
            {found.records === 1 ? "The record is" : "The records are"} gone for good. This cannot be undone,
            by anybody.
          </li>
          <li>
            Nobody gets to see {found.records === 1 ? "it" : "them"} any more, and no data set is made of{" "}
            {found.records === 1 ? "it" : "them"}.
          </li>
          {found.downloads > 0 && (
            <li>
              {found.downloads === 1
                ? "A download of yours may hold "
                : `${formatNumber(found.downloads)} downloads of yours may hold `}
              {found.records === 1 ? "it" : "them"}, so {found.downloads === 1 ? "it is" : "they are"} removed
              too, also while still being made. What you took along already stays with you, and you can ask
              for a new one.
            </li>
          )}
          <li>The totals of your days, applications and computers become smaller by as much.</li>
          <li>
            The timeline still says that these minutes were collected, and the ledger has a line that you
            deleted {formatCount(found.records, "record")}. Neither says what was in{" "}
            {found.records === 1 ? "it" : "them"}.
          </li>
        </ul>
      </Card>
    </>
  );
}
