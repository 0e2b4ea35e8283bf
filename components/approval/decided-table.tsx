import type { DecidedRow } from "../../domain/exemption/schema/queue.ts";
import { GROUND_WORDS, OUTCOME_WORDS } from "../exemption/words.ts";
import { Link } from "../ui/link.tsx";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

/** What somebody decided, and what became of each. */
export function DecidedTable({ rows }: { rows: readonly DecidedRow[] }) {
  return (
    <Table
      caption="What you decided, the latest first"
      hideCaption
      rows={[...rows]}
      rowKey={({ requestId, stage, group }) => `${requestId} ${stage} ${group}`}
      columns={[
        {
          heading: "Request",
          cell: ({ requestId, applicant, department, ground }) => (
            <>
              <Link
                href={`/approvals/${requestId}`}
                className="font-medium text-accent underline underline-offset-4"
              >
                {applicant}: {GROUND_WORDS[ground].name}
              </Link>
              <span className="block text-muted text-sm">{department}</span>
            </>
          ),
        },
        {
          heading: "You decided",
          cell: ({ decision, stage, at }) => (
            <>
              {OUTCOME_WORDS[decision]}
              {stage === "appeal" && ", on the appeal"}
              <span className="block text-muted text-sm">
                <Time at={at} format="date" />
              </span>
            </>
          ),
        },
        {
          heading: "How it ended",
          cell: ({ outcome }) => (outcome ? OUTCOME_WORDS[outcome] : "Others are still asked"),
        },
      ]}
    />
  );
}
