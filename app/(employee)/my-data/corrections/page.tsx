import type { Metadata } from "next";
import { RECORDS, recordAddress } from "../../../../components/activity/addresses.ts";
import { CORRECTIONS } from "../../../../components/correction/addresses.ts";
import { ContestView } from "../../../../components/correction/contest-view.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { Time } from "../../../../components/ui/time.tsx";
import { listMyContests } from "../../../../domain/correction/queries/list-my-contests.ts";
import type { OwnContest } from "../../../../domain/correction/schema.ts";
import { identifyForPage } from "../../../_door/session.ts";

export const metadata: Metadata = { title: "Your corrections" };

/** What the reader said is wrong, and what became of it. */
export default async function CorrectionsPage() {
  const actor = await identifyForPage(CORRECTIONS);
  const contests = await listMyContests(actor);
  return (
    <>
      <PageHeader
        title="Your corrections"
        lead="What you said is wrong about your records, and what became of it. The last comes first."
      />
      {contests.length === 0 && (
        <EmptyState title="You have contested nothing">
          <p>A record that is wrong can be contested on its own page.</p>
          <LinkButton href={RECORDS}>Look at your records</LinkButton>
        </EmptyState>
      )}
      {contests.map((contest) => (
        <ContestCard key={contest.id} contest={contest} />
      ))}
    </>
  );
}

function ContestCard({ contest }: { contest: OwnContest }) {
  const isThere = contest.state === "waiting" || contest.state === "stands";
  return (
    <Card
      title={
        contest.record ? (
          <>
            The record of <Time at={contest.record.startedAt} format="moment" />
          </>
        ) : (
          "A picture"
        )
      }
    >
      <ContestView contest={contest} />
      {contest.record && isThere && (
        <div>
          <LinkButton href={recordAddress(contest.record.id)}>Open the record</LinkButton>
        </div>
      )}
    </Card>
  );
}
