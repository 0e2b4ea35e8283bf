import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

type PastPause = {
  id: string;
  startedAt: Date;
  plannedEndAt: Date;
  endedAt: Date;
  startedOn: string;
  resumedOn: string | null;
  applied: readonly { deviceName: string; at: Date }[];
};

/** What was planned, what came of it, and which device stopped when. */
export function PauseHistory({ pauses, now }: { pauses: readonly PastPause[]; now: Date }) {
  return (
    <Card title="Your pauses">
      {pauses.length === 0 ? (
        <EmptyState title="No pauses yet">
          <p>When you pause, this is where you see when it began and ended, and when each device stopped.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Your pauses, newest first"
          hideCaption
          rows={[...pauses]}
          rowKey={({ id }) => id}
          columns={[
            {
              heading: "Began",
              cell: ({ startedAt }) => (
                <>
                  <Time at={startedAt.getTime()} format="date" />{" "}
                  <Time at={startedAt.getTime()} format="seconds" />
                </>
              ),
            },
            {
              heading: "Planned",
              cell: ({ startedAt, plannedEndAt }) =>
                formatDuration((plannedEndAt.getTime() - startedAt.getTime()) / 1000),
            },
            { heading: "Ended", cell: (pause) => <Ended pause={pause} now={now} /> },
            { heading: "Devices stopped", cell: ({ applied }) => <Applied applied={applied} /> },
          ]}
        />
      )}
    </Card>
  );
}

function Ended({ pause, now }: { pause: PastPause; now: Date }) {
  if (pause.endedAt > now) {
    return (
      <>
        Running, until <Time at={pause.endedAt.getTime()} format="seconds" />
      </>
    );
  }
  return (
    <>
      <Time at={pause.endedAt.getTime()} format="seconds" />
      <span className="block text-muted text-sm">{pause.resumedOn ? "You resumed early" : "By itself"}</span>
    </>
  );
}

function Applied({ applied }: { applied: PastPause["applied"] }) {
  if (applied.length === 0) return <span className="text-muted">No device was collecting</span>;
  return (
    <ul className="grid gap-1">
      {applied.map(({ deviceName, at }) => (
        <li key={deviceName}>
          {deviceName} at <Time at={at.getTime()} format="seconds" />
        </li>
      ))}
    </ul>
  );
}
