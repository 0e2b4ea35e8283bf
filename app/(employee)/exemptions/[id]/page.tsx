import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { presentWord } from "../../../../components/coverage/labels.ts";
import { EffectView } from "../../../../components/exemption/effect-view.tsx";
import { EvidenceList } from "../../../../components/exemption/evidence-list.tsx";
import { MeasurementsView } from "../../../../components/exemption/measurements-view.tsx";
import { ScopeView } from "../../../../components/exemption/scope-view.tsx";
import { StandingView } from "../../../../components/exemption/standing-view.tsx";
import { StateBadge } from "../../../../components/exemption/state-badge.tsx";
import { Timeline } from "../../../../components/exemption/timeline.tsx";
import { timelineOf } from "../../../../components/exemption/timeline-entries.ts";
import { GROUND_WORDS } from "../../../../components/exemption/words.ts";
import { Card } from "../../../../components/ui/card.tsx";
import { DefinitionList } from "../../../../components/ui/definition-list.tsx";
import { Disclosure } from "../../../../components/ui/disclosure.tsx";
import { DoneRegion } from "../../../../components/ui/done-region.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { RereadAt } from "../../../../components/ui/reread-at.tsx";
import { listDeviceStatus } from "../../../../domain/activity/queries/list-device-status.ts";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { getRequest } from "../../../../domain/exemption/queries/get-request.ts";
import { getScopeNames, type NamesOfScopes } from "../../../../domain/exemption/queries/get-scope-names.ts";
import { listAttachedMeasurements } from "../../../../domain/exemption/queries/measurements.ts";
import { nextChange } from "../../../../domain/exemption/rules/next-change.ts";
import type { RequestView } from "../../../../domain/exemption/schema/request-view.ts";
import { orNotFound } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { Deeds, Question } from "./deeds.tsx";

/** What it is about is nobody's to read in a title. */
export const metadata: Metadata = { title: "Your request" };

/** One request of the actor's own: how it stands, what the computers do because of it, and all that happened. */
export default async function RequestPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await identifyForPage(`/exemptions/${id}`);
  const request = await orNotFound(getRequest(actor, id));
  // Whoever decides has a page of their own.
  if (request.applicant.id !== actor.id) notFound();
  const names = await getScopeNames(actor);
  const changesAt = nextChange(request.inForce, actor.timeZone, request.at);
  return (
    <>
      <RereadAt inMs={changesAt && changesAt - request.at} />
      <PageHeader
        title="Your request"
        lead={GROUND_WORDS[request.ground].name}
        actions={<LinkButton href="/exemptions">Your exemptions</LinkButton>}
      />
      <DoneRegion>
        <Question request={request} actor={actor} />
        <Card title="How it stands" aside={<StateBadge state={request.state} />}>
          <StandingView request={request} />
        </Card>
        <Card title="What your computers do because of it">
          <EffectView
            rows={request.inForce}
            at={request.at}
            timeZone={actor.timeZone}
            names={names}
            devices={await devicesOf(actor)}
          />
        </Card>
        <Asked actor={actor} request={request} names={names} />
        <Card title="What happened">
          <Timeline entries={timelineOf(request)} names={names} />
        </Card>
        <Deeds request={request} actor={actor} />
      </DoneRegion>
    </>
  );
}

async function Asked(props: { actor: PersonActor; request: RequestView; names: NamesOfScopes }) {
  const { ground, words, scope, files, renews, id } = props.request;
  const measured = await listAttachedMeasurements(props.actor, id);
  return (
    <Card title="What you asked for">
      <DefinitionList
        entries={[
          { term: "Ground", value: GROUND_WORDS[ground].name },
          {
            term: "Your words",
            value: (
              <p dir="auto" className="whitespace-pre-wrap break-words">
                {words}
              </p>
            ),
          },
          ...(renews
            ? [
                {
                  term: "Renews",
                  value: (
                    <Link href={`/exemptions/${renews}`} className="text-accent underline underline-offset-4">
                      an earlier exemption
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
      />
      <ScopeView scope={scope} names={props.names} />
      <EvidenceList files={files} address="/exemptions/files" />
      {measured.map(({ fileId, measurements }) => (
        <Disclosure key={fileId} summary={`What ${measurements.device.name} measured of itself`}>
          <MeasurementsView measurements={measurements} />
        </Disclosure>
      ))}
    </Card>
  );
}

async function devicesOf(actor: PersonActor) {
  const linked = (await listDeviceStatus(actor)).filter(({ unlinkedAt }) => unlinkedAt === null);
  return linked.map(({ id, name, label, reason, appliedAt }) => ({
    id,
    name,
    now: presentWord(label),
    reason,
    appliedAt,
  }));
}
