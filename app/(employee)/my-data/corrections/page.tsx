import type { Metadata } from "next";
import { RECORDS, recordAddress } from "../../../../components/activity/addresses.ts";
import { pictureAddress } from "../../../../components/capture/addresses.ts";
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
        lead="What you said is wrong about a record or a picture, and what became of it. The last comes first."
      />
      {contests.length === 0 && (
        <EmptyState title="You have contested nothing">
          <p>A record or a picture that is wrong can be contested on its own page.</p>
          <LinkButton href={RECORDS}>Look at your records</LinkButton>
        </EmptyState>
      )}
      {contests.map((contest) => (
        <ContestCard key={contest.id} contest={contest} />
      ))}
    </>
  );
}

const ADDRESS = { record: recordAddress, picture: pictureAddress } as const;

function ContestCard({ contest }: { contest: OwnContest }) {
  return (
    <Card
      title={
        <>
          The {contest.what} of <Time at={contest.from} format="moment" />
        </>
      }
    >
      <ContestView contest={contest} />
      {contest.isThere && (
        <div>
          <LinkButton href={ADDRESS[contest.what](contest.whatId)}>Open the {contest.what}</LinkButton>
        </div>
      )}
    </Card>
  );
}
