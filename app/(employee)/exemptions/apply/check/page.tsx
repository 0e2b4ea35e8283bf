import type { Metadata } from "next";
import { EvidenceForm, RemoveFile } from "../../../../../components/exemption/evidence-form.tsx";
import { EvidenceList } from "../../../../../components/exemption/evidence-list.tsx";
import { MeanwhileView } from "../../../../../components/exemption/meanwhile-view.tsx";
import { OfferMeasurements } from "../../../../../components/exemption/offer-measurements.tsx";
import { RouteView } from "../../../../../components/exemption/route-view.tsx";
import { ScopeView } from "../../../../../components/exemption/scope-view.tsx";
import { SendForm } from "../../../../../components/exemption/send-form.tsx";
import { GROUND_WORDS, READERS } from "../../../../../components/exemption/words.ts";
import { Card } from "../../../../../components/ui/card.tsx";
import { DefinitionList } from "../../../../../components/ui/definition-list.tsx";
import { EmptyState } from "../../../../../components/ui/empty-state.tsx";
import { Link } from "../../../../../components/ui/link.tsx";
import { LinkButton } from "../../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { type Check, checkDraft } from "../../../../../domain/exemption/queries/get-draft.ts";
import {
  getScopeNames,
  type NamesOfScopes,
} from "../../../../../domain/exemption/queries/get-scope-names.ts";
import { listOffered } from "../../../../../domain/exemption/queries/measurements.ts";
import { type Application, CONFIDENTIAL, MOST_FILES } from "../../../../../domain/exemption/schema.ts";
import { identifyForPage } from "../../../../_door/session.ts";
import { attachMeasured, removeFile, send } from "../../actions.ts";

export const metadata: Metadata = { title: "Check your application" };

const FORM = "/exemptions/apply";
const CHECK = "/exemptions/apply/check";

/** What would be sent, who would decide it and by when, and what happens meanwhile. Nothing is sent before this. */
export default async function CheckPage() {
  const actor = await identifyForPage(CHECK);
  const check = await checkDraft(actor);
  if (!check) return <NoDraft />;
  const { application, errors } = check.read;
  if (!application) return <Unfinished errors={errors} />;
  const names = await getScopeNames(actor);
  const measured = await listOffered(actor, { ground: application.ground, requestId: check.draft.id });
  const { draft, route } = check;
  return (
    <>
      <PageHeader
        title="Check and send"
        lead="Nothing is sent yet."
        actions={<LinkButton href={FORM}>Change it</LinkButton>}
      />
      <Deciders check={check} application={application} />
      <Card title="Until it is decided">
        <MeanwhileView
          scope={application.scope}
          at={check.at}
          stops={check.stopsMeanwhile}
          names={names}
          renews={application.renews !== null}
        />
      </Card>
      <Asked application={application} at={check.at} names={names} />
      <Card title="Evidence, if you like">
        <EvidenceList files={draft.files} address="/exemptions/files">
          {({ id, name }) => <RemoveFile fileId={id} name={name} action={removeFile} />}
        </EvidenceList>
        {draft.files.length < MOST_FILES && (
          <>
            <OfferMeasurements
              requestId={draft.id}
              ground={application.ground}
              measured={measured}
              action={attachMeasured}
            />
            <EvidenceForm address="/exemptions/files" requestId={draft.id} />
          </>
        )}
      </Card>
      {route && route.length > 0 && (
        <SendForm shown={check.shown} checkHref={CHECK} formHref={FORM} action={send} />
      )}
    </>
  );
}

/** Whoever has this page open in a second tab must not take an empty form for what they sent in the first. */
function NoDraft() {
  return (
    <>
      <PageHeader title="Check and send" />
      <EmptyState title="There is no draft any more">
        <p className="max-w-prose">It was sent or thrown away, in another tab perhaps.</p>
        <LinkButton href="/exemptions">Your exemptions</LinkButton>
        <Link href={FORM} className="text-accent underline underline-offset-4">
          Apply for another exemption
        </Link>
      </EmptyState>
    </>
  );
}

function Unfinished({ errors }: { errors: Readonly<Record<string, string>> }) {
  return (
    <>
      <PageHeader
        title="Not ready to be sent"
        actions={<LinkButton href={FORM}>Back to the form</LinkButton>}
      />
      <Card title="Something is missing or not right">
        <ul className="grid gap-1">
          {Object.entries(errors).map(([field, sentence]) => (
            <li key={field}>
              <Link href={`${FORM}#${field}`} className="text-danger underline underline-offset-4">
                {sentence}
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}

function Deciders({ check: { route }, application }: { check: Check; application: Application }) {
  if (!route || route.length === 0)
    return (
      <Card title="Nobody can decide this">
        <p className="max-w-prose">
          In the program there is nobody who could decide a request on this ground, so it cannot be sent. Your
          draft is kept. Please tell your administrator that nobody decides exemptions on this ground; you
          need not say why you ask.
        </p>
      </Card>
    );
  const isConfidential = CONFIDENTIAL.includes(application.ground);
  return (
    <Card title="Who decides it, and by when">
      <RouteView route={route} />
      <p className="max-w-prose">{isConfidential ? READERS.confidential : READERS.plain}</p>
      <p className="max-w-prose text-muted">
        If nobody answers in time it goes to others, and if they do not answer either it is granted until
        somebody decides. You see each turn on your page, and are told by mail where the program sends any.
      </p>
    </Card>
  );
}

function Asked({ application, at, names }: { application: Application; at: number; names: NamesOfScopes }) {
  return (
    <Card title="What you ask for">
      <DefinitionList
        entries={[
          { term: "Ground", value: GROUND_WORDS[application.ground].name },
          {
            term: "Your words",
            value: (
              <p dir="auto" className="whitespace-pre-wrap break-words">
                {application.words}
              </p>
            ),
          },
        ]}
      />
      <ScopeView scope={application.scope} names={names} beginsWhenSent={application.scope.from <= at} />
    </Card>
  );
}
