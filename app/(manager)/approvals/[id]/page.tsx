import { notFound } from "next/navigation";
import { cache } from "react";
import { AskedCard } from "../../../../components/approval/asked-card.tsx";
import { consequencesOf } from "../../../../components/approval/consequences.ts";
import { Conversation } from "../../../../components/approval/conversation.tsx";
import { Desk, type Doing } from "../../../../components/approval/desk.tsx";
import { EndedCard } from "../../../../components/approval/ended-card.tsx";
import { StepsCard } from "../../../../components/approval/steps-card.tsx";
import { GROUND_WORDS, STATE_WORDS } from "../../../../components/exemption/words.ts";
import { Badge } from "../../../../components/ui/badge.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { Time } from "../../../../components/ui/time.tsx";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { deedsOf, mayAskMore, partiesTo } from "../../../../domain/exemption/policy.ts";
import { getRequest } from "../../../../domain/exemption/queries/get-request.ts";
import { howItEnded } from "../../../../domain/exemption/queries/how-it-ended.ts";
import { listAttachedMeasurements } from "../../../../domain/exemption/queries/measurements.ts";
import { getScopePlace, type ScopePlace } from "../../../../domain/exemption/queries/place-of-request.ts";
import type { RequestView, StepView } from "../../../../domain/exemption/schema/request-view.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { ask, decide, revoke, say } from "./actions.ts";

type Props = { params: Promise<{ id: string }> };

/** The request as those see it who decide; how it ended for whoever was asked; nothing for everybody else. */
const readingOf = cache(async (id: string) => {
  const actor = await identifyForPage(`/approvals/${id}`);
  try {
    const request = await getRequest(actor, id);
    const parties = partiesTo(request, actor.id);
    if (!parties.includes("asked") && !parties.includes("decided")) notFound();
    const place = await getScopePlace(actor, id);
    const measured = await listAttachedMeasurements(actor, id);
    return { actor, request, about: { place, measured }, ended: null };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "not_found") throw error;
    const [ended] = await howItEnded(actor, id);
    if (!ended) notFound();
    return { actor, request: null, about: null, ended };
  }
});

/** Nothing private is in a title: it stands in histories and on tabs. */
export async function generateMetadata({ params }: Props) {
  await readingOf((await params).id);
  return { title: "A request to decide" };
}

/** All that is needed to decide one request, and nothing else about the applicant. */
export default async function ApprovalPage({ params }: Props) {
  const { actor, request, about, ended } = await readingOf((await params).id);
  const step = request && openStepOf(request, actor.id);
  return (
    <>
      <p>
        <Link href="/approvals" className="text-accent underline underline-offset-4">
          All that waits
        </Link>
      </p>
      {ended && <EndedCard key="top" ended={ended} reader={actor.name} />}
      {request && (
        <>
          <PageHeader
            title={`${request.applicant.name}: ${GROUND_WORDS[request.ground].name}`}
            lead={<StateNow request={request} step={step} />}
          />
          <AskedCard
            request={request}
            names={about.place}
            timeZone={about.place.timeZone}
            files="/exemptions/files"
            measured={about.measured}
          />
          <StepsCard request={request} names={about.place} timeZone={about.place.timeZone} />
          <Conversation messages={request.messages} />
        </>
      )}
      <Desk
        key="desk"
        doing={request && doingOf(actor, request, about.place)}
        actions={{ decide, ask, say, revoke }}
      />
    </>
  );
}

/** Of several that the reader is asked in, the one that fewest others could decide: two groups are two people. */
function openStepOf({ steps }: RequestView, personId: string): StepView | null {
  const asked = ({ judges }: StepView) => judges.filter(({ isAsked }) => isAsked);
  const own = steps.filter((each) => each.isOpen && asked(each).some(({ person }) => person.id === personId));
  return own.toSorted((a, b) => asked(a).length - asked(b).length)[0] ?? null;
}

function doingOf(actor: PersonActor, request: RequestView, place: ScopePlace): Doing {
  const deeds = deedsOf(request, actor.id);
  const step = openStepOf(request, actor.id);
  const may = {
    decide: deeds.has("decide"),
    ask: step !== null && deeds.has("ask") && mayAskMore(request, step),
    comment: deeds.has("comment"),
    revoke: deeds.has("revoke"),
  };
  const { listed, timeZone } = place;
  return { request, step, may, choices: { names: place, listed, timeZone } };
}

/** In force, and under an appeal that the reader has no part in. */
function isHeld({ isUnderAppeal, stage, state }: RequestView): boolean {
  return isUnderAppeal && stage === null && (state === "active" || state === "scheduled");
}

function StateNow({ request, step }: { request: RequestView; step: StepView | null }) {
  const { name, tone } = STATE_WORDS[request.state];
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-3">
        <Badge tone={tone}>{name}</Badge>
        {step && !step.question && (
          <span>
            {step.phase === "overdue" ? "Was due" : "Due"} <Time at={step.dueAt} />
          </span>
        )}
      </p>
      {step && <p>{consequencesOf(request, step).silence}</p>}
      {isHeld(request) && (
        <p>Others are looking at this again. It cannot be revoked until they have decided.</p>
      )}
    </div>
  );
}
