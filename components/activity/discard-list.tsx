import type { Discarded } from "../../domain/activity/rules/my-data.ts";
import type { DiscardReason } from "../../domain/activity/schema.ts";
import { Card } from "../ui/card.tsx";
import { formatExactDuration, formatNumber } from "../ui/quantity.ts";
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
  "too-old": "It arrived more than two weeks late, or later than it may be kept",
  "already-recorded": "It was stored before",
  "over-daily-limit": "It was over the number of pictures that one day may have",
  erased: "It began before you erased everything",
};

/** Shown where there were any. */
const PICTURES = {
  heading: "Pictures",
  cell: ({ captures }: Pick<Discarded, "captures">) => formatNumber(captures),
  numeric: true,
};

/** What an agent sent and the portal threw away: it checks again, and keeps nothing that was not allowed. */
export function DiscardList({ discards }: { discards: readonly Discarded[] }) {
  const sum = (of: "times" | "steps" | "captures" | "tenths") =>
    discards.reduce((all, each) => all + each[of], 0);
  const rows = discards.map(({ reason, ...amounts }) => ({ why: WORDS[reason], ...amounts }));
  const total = {
    why: "In all",
    times: sum("times"),
    steps: sum("steps"),
    captures: sum("captures"),
    tenths: sum("tenths"),
  };
  return (
    <Card title="Thrown away">
      {discards.length === 0 ? (
        <p className="text-muted">Nothing arrived that had to be thrown away.</p>
      ) : (
        <Table
          caption="What arrived and was not kept"
          hideCaption
          rows={rows.length > 1 ? [...rows, total] : rows}
          rowKey={({ why }) => why}
          columns={[
            { heading: "Why", cell: ({ why }) => why },
            { heading: "Times", cell: ({ times }) => formatNumber(times), numeric: true },
            { heading: "Steps", cell: ({ steps }) => formatNumber(steps), numeric: true },
            ...(total.captures > 0 ? [PICTURES] : []),
            { heading: "Time", cell: ({ tenths }) => formatExactDuration(tenths), numeric: true },
          ]}
        />
      )}
    </Card>
  );
}
