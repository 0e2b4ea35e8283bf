import type { Metadata } from "next";
import { cache } from "react";
import { GapList } from "../../../../components/posting/gap-list.tsx";
import { PostingCard } from "../../../../components/posting/posting-card.tsx";
import { PostingFileForm } from "../../../../components/posting/posting-file-form.tsx";
import { InspectionForm, TakeDownForm } from "../../../../components/posting/posting-forms.tsx";
import { PostingState } from "../../../../components/posting/posting-state.tsx";
import { RecordPostingForm } from "../../../../components/posting/record-posting-form.tsx";
import { WorkplaceFacts } from "../../../../components/posting/workplace-card.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { Disclosure } from "../../../../components/ui/disclosure.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { getWorkplace } from "../../../../domain/posting/queries/list-workplaces.ts";
import type { PostingRow, WorkplacePostings } from "../../../../domain/posting/schema.ts";
import { orNotFound } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { inspect, record, takeDown } from "../actions.ts";

type Props = { params: Promise<{ workplace: string }> };

/** Read once for the title and the page. */
const workplaceOf = cache(async (id: string) => {
  const actor = await identifyForPage(`/postings/${id}`);
  return orNotFound(getWorkplace(actor, id));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workplace } = await workplaceOf((await params).workplace);
  return { title: `Postings at ${workplace.name}` };
}

/** One workplace: what hangs and hung there, who looked, and what there is to record. */
export default async function WorkplacePage({ params }: Props) {
  const { workplace: id } = await params;
  const { at, workplace } = await workplaceOf(id);
  const files = `/postings/${workplace.id}/files`;
  return (
    <>
      <p>
        <Link href="/postings" className="text-accent underline underline-offset-4">
          All workplaces
        </Link>
      </p>
      <PageHeader
        title={workplace.name}
        lead={[workplace.jurisdictionName, workplace.address].filter(Boolean).join(" · ")}
      />
      <Card title="Now" aside={<PostingState workplace={workplace} />}>
        <WorkplaceFacts workplace={workplace} />
      </Card>
      <Recording workplace={workplace} />
      <Card title="Posting log">
        {workplace.postings.length === 0 ? (
          <EmptyState title="Nothing was recorded here yet">
            <p>Hang the notice up, then record it above. It counts from the recording.</p>
          </EmptyState>
        ) : (
          workplace.postings.map((each) => (
            <PostingCard key={each.id} posting={each} files={files}>
              <Doings posting={each} files={files} />
            </PostingCard>
          ))
        )}
      </Card>
      {(workplace.isAsked || workplace.gaps.length > 0) && (
        <Card title="Gaps">
          <p className="max-w-prose text-muted">
            From when somebody first sat here: the times in which the law asked for a posting and none that
            counted hung.
          </p>
          {workplace.since === null ? (
            <p>Nobody sits here yet.</p>
          ) : (
            <GapList gaps={workplace.gaps} now={at} />
          )}
        </Card>
      )}
    </>
  );
}

function Recording({ workplace }: { workplace: WorkplacePostings }) {
  if (workplace.closedAt !== null || workplace.choices.length === 0) return null;
  return (
    <Card title="Record a posting">
      <RecordPostingForm
        key={workplace.postings.length}
        workplaceId={workplace.id}
        choices={workplace.choices}
        action={record}
      />
    </Card>
  );
}

function Doings({ posting, files }: { posting: PostingRow; files: string }) {
  return (
    <>
      {posting.end === null && (
        <>
          <Disclosure summary="Record an inspection">
            <InspectionForm postingId={posting.id} action={inspect} />
          </Disclosure>
          <Disclosure summary="Take it down">
            <TakeDownForm postingId={posting.id} action={takeDown} />
          </Disclosure>
        </>
      )}
      <Disclosure summary="Attach a photo or a file">
        <PostingFileForm address={`${files}?posting=${posting.id}`} />
      </Disclosure>
    </>
  );
}
