import { type Ended, endedInWords } from "../../domain/exemption/rules/ending.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Time } from "../ui/time.tsx";

/** For whoever was asked to decide and is no more: how it ended, and nothing of what it was about. */
export function EndedCard({ ended, reader }: { ended: Ended; reader: string }) {
  return (
    <>
      <PageHeader title="This is no longer yours to decide" />
      <EmptyState title={endedInWords(ended, reader)}>
        <p>
          <Time at={ended.at} format="moment" />
        </p>
        <p className="max-w-prose text-muted">
          What the request was about is shown to those alone who decide it, so it is not shown here any more.
        </p>
      </EmptyState>
    </>
  );
}
