import type { Metadata } from "next";
import { myDataAddress, recordsAddress } from "../../../../../components/activity/addresses.ts";
import { GoingWords } from "../../../../../components/activity/going-words.tsx";
import { WhoCanSee } from "../../../../../components/activity/held-words.tsx";
import { RecordRow } from "../../../../../components/activity/record-row.tsx";
import { RecordSteps } from "../../../../../components/activity/record-steps.tsx";
import { segmentSentence } from "../../../../../components/activity/segment-sentence.ts";
import { ContestForm } from "../../../../../components/correction/contest-form.tsx";
import { ContestView } from "../../../../../components/correction/contest-view.tsx";
import { DeleteRecordLink } from "../../../../../components/erasure/delete-record-link.tsx";
import { Card } from "../../../../../components/ui/card.tsx";
import { DefinitionList } from "../../../../../components/ui/definition-list.tsx";
import { DoneRegion } from "../../../../../components/ui/done-region.tsx";
import { LinkButton } from "../../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { formatExactDuration } from "../../../../../components/ui/quantity.ts";
import { Time } from "../../../../../components/ui/time.tsx";
import { getRecord, type RecordDetails } from "../../../../../domain/activity/queries/get-record.ts";
import { findMyContest } from "../../../../../domain/correction/queries/list-my-contests.ts";
import type { OwnContest } from "../../../../../domain/correction/schema.ts";
import { orNotFound } from "../../../../_door/page.ts";
import { identifyForPage, requestedPath } from "../../../../_door/session.ts";
import { contest } from "../../corrections/actions.ts";

export const metadata: Metadata = { title: "A record" };

/** One record: what it means step by step, who can see it, and its very row. */
export default async function RecordPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await identifyForPage(await requestedPath());
  const { id } = await params;
  const record = await orNotFound(getRecord(actor, id));
  const contested = await findMyContest(actor, id);
  return (
    <>
      <PageHeader title={`A record of ${record.application.name}`} lead={segmentSentence(record.steps)} />
      <div className="grid gap-6 lg:grid-cols-2">
        <Card title="Who can see it">
          <WhoCanSee {...record} isContested={contested?.state === "waiting"} />
        </Card>
        <Card title="When and where">
          <Facts record={record} />
        </Card>
      </div>
      <Card title="When it goes">
        <GoingWords going={record.going} />
      </Card>
      <div className="grid gap-6 lg:grid-cols-2">
        <Card title="What you can do">
          <div className="flex flex-wrap gap-3">
            <LinkButton href={myDataAddress("day", record.day)}>See its day</LinkButton>
            <LinkButton
              href={recordsAddress({ from: record.day, to: record.day, application: record.application.id })}
            >
              See that day's records of {record.application.name}
            </LinkButton>
            <DeleteRecordLink id={record.id} />
          </div>
        </Card>
        <Correction record={record} contest={contested} />
      </div>
      <Card title="What was done, step by step">
        <RecordSteps steps={record.steps} lapsed={record.lapsed} />
      </Card>
      <Card title="The exact record, as it is stored">
        <RecordRow row={record.row} />
      </Card>
    </>
  );
}

/** Whether it is right: said by its subject, and then what became of that. */
function Correction({ record, contest: said }: { record: RecordDetails; contest: OwnContest | null }) {
  return (
    <Card title="Is it wrong?">
      <DoneRegion>
        {said ? (
          <ContestView contest={said} />
        ) : (
          <ContestForm what="record" id={record.id} action={contest} />
        )}
      </DoneRegion>
    </Card>
  );
}

function Facts({ record }: { record: RecordDetails }) {
  return (
    <DefinitionList
      entries={[
        { term: "Application", value: record.application.name },
        { term: "Computer", value: record.device.name },
        { term: "Began", value: <Time at={record.from} format="moment" /> },
        { term: "Lasted", value: formatExactDuration(record.length) },
        {
          term: "Stored",
          value:
            record.storedAt === null ? "Not known any more" : <Time at={record.storedAt} format="moment" />,
        },
      ]}
    />
  );
}
