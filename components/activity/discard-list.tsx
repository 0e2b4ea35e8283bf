import type { DiscardReason } from "../../domain/activity/schema.ts";
import { Card } from "../ui/card.tsx";
import { formatCount, formatDuration } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";

const WORDS: Record<DiscardReason, string> = {
  paused: "It fell into a pause of yours",
  exempt: "You were exempt",
  "no-consent": "You had not allowed it",
  "held-by-law": "The law of your state was not yet met",
  "application-not-approved": "The application, or this kind of record in it, is not on the program's list",
  "application-not-allowed": "You had not turned the application on",
  "before-enrolment": "The computer was not linked then",
  "in-the-future": "It was dated in the future",
  "too-old": "It was more than two weeks old",
  "already-recorded": "It was stored before",
};

type DiscardListProps = {
  discards: readonly { reason: DiscardReason; times: number; steps: number; tenths: number }[];
};

/** What an agent sent and the portal threw away: it checks again, and keeps nothing that was not allowed. */
export function DiscardList({ discards }: DiscardListProps) {
  return (
    <Card title="Thrown away">
      {discards.length === 0 ? (
        <p className="text-muted">Nothing arrived that had to be thrown away.</p>
      ) : (
        <Table
          caption="What arrived and was not kept"
          hideCaption
          rows={[...discards]}
          rowKey={({ reason }) => reason}
          columns={[
            { heading: "Why", cell: ({ reason }) => WORDS[reason] },
            { heading: "Times", cell: ({ times }) => times, numeric: true },
            { heading: "Steps", cell: ({ steps }) => formatCount(steps, "step"), numeric: true },
            { heading: "Time", cell: ({ tenths }) => formatDuration(Math.round(tenths / 10)), numeric: true },
          ]}
        />
      )}
    </Card>
  );
}
