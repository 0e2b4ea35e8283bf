import type { Interval } from "../../lib/interval.ts";
import { formatDuration } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

/** The times in which the law asked for a posting and none that counted hung. `now` in milliseconds. */
export function GapList({ gaps, now }: { gaps: readonly Interval[]; now: number }) {
  if (gaps.length === 0) return <p>None: a notice that counts hung there whenever the law asked for it.</p>;
  return (
    <Table
      caption="Gaps, newest first"
      hideCaption
      rows={gaps.toReversed()}
      rowKey={({ from }) => from}
      columns={[
        { heading: "From", cell: ({ from }) => <Time at={from} format="moment" /> },
        { heading: "Until", cell: ({ to }) => (to > now ? "It goes on" : <Time at={to} format="moment" />) },
        { heading: "For", cell: ({ from, to }) => formatDuration((Math.min(to, now) - from) / 1000) },
      ]}
    />
  );
}
