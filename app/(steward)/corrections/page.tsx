import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { WaitingContest } from "../../../components/correction/waiting-contest.tsx";
import { DoneRegion } from "../../../components/ui/done-region.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { mayAnswerContests } from "../../../domain/correction/policy.ts";
import { listContestsToAnswer } from "../../../domain/correction/queries/list-contests-to-answer.ts";
import { orNotFound } from "../../_door/page.ts";
import { type SearchParams, textOf } from "../../_door/search-params.ts";
import { identifyForPage } from "../../_door/session.ts";
import { answer } from "./actions.ts";

/** Called so for those alone who may come here. */
export async function generateMetadata(): Promise<Metadata> {
  const actor = await identifyForPage("/corrections");
  if (!mayAnswerContests(actor.roles)) notFound();
  return { title: "Corrections" };
}

/** What waits for the reader's answer: who says what is wrong, and never what was recorded. */
export default async function CorrectionsPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await identifyForPage("/corrections");
  const { contests, hasMore } = await orNotFound(listContestsToAnswer(actor));
  const chosen = textOf((await searchParams).answer);
  return (
    <>
      <PageHeader
        title="Corrections"
        lead="People say here that something recorded about them is wrong. Until it is answered, nobody but them can see it. You see when it was made and in which application, and never what is in it. What has waited longest comes first."
      />
      <DoneRegion>
        {contests.length === 0 && (
          <EmptyState title="Nothing waits for your answer">
            <p>
              You get a letter when somebody contests something. Nobody answers what they contested
              themselves.
            </p>
          </EmptyState>
        )}
        {contests.map((contest) => (
          <WaitingContest
            key={contest.id}
            contest={contest}
            isChosen={contest.id === chosen || contests.length === 1}
            action={answer}
          />
        ))}
        {hasMore && <p>More wait. They come up here as you answer these.</p>}
      </DoneRegion>
    </>
  );
}
