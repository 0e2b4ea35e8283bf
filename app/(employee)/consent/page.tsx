import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ApplicationSwitches } from "../../../components/consent/application-switches.tsx";
import { CategoryStates } from "../../../components/consent/category-states.tsx";
import { AcknowledgeNotice } from "../../../components/notice/acknowledge-notice.tsx";
import { HeldCard } from "../../../components/notice/held-card.tsx";
import { NoticeView } from "../../../components/notice/notice-view.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { Time } from "../../../components/ui/time.tsx";
import { getConsentOverview } from "../../../domain/consent/queries.ts";
import { recordNoticeServed } from "../../../domain/notice/commands.ts";
import { getMyDuties } from "../../../domain/notice/queries/my-duties.ts";
import { getMyNotice } from "../../../domain/notice/queries/my-notices.ts";
import { getProgramDays } from "../../../domain/notice/queries/program-days.ts";
import { getNoticeState } from "../../../domain/notice/queries.ts";
import { orNotFound } from "../../_door/page.ts";
import { identifyForPage } from "../../_door/session.ts";
import { acknowledge, changeCategory, later, seen, turnApplication } from "./actions.ts";

export const metadata: Metadata = { title: "Consent" };

/** The notice, then what stands. Showing the notice is recorded as its service; nothing else is. */
export default async function ConsentPage() {
  const actor = await identifyForPage("/consent");
  const state = await orNotFound(getNoticeState(actor));
  const { isToBeServed } = await orNotFound(getMyNotice(actor, state.notice.id));
  if (isToBeServed) await recordNoticeServed(actor, { noticeId: state.notice.id });
  const overview = await getConsentOverview(actor);
  const duties = await getMyDuties(actor);
  const programDays = await getProgramDays(actor);
  if (state.acknowledgedAt && !overview.answered && !duties.isBlocked) redirect("/consent/choices");
  const { notice } = state;
  return (
    <>
      <PageHeader
        {...headerOf(state.acknowledgedAt !== null, duties.isBlocked)}
        actions={<LinkButton href="/consent/receipts">Your receipts</LinkButton>}
      />
      {(state.acknowledgedAt || duties.isBlocked) && (
        <HeldCard
          unmet={duties.unmet}
          notices={duties.notices.length}
          authorisations={duties.authorisations.length}
          hasAnswered={overview.answered}
        />
      )}
      {/* Where nothing may be collected nothing is asked; what was allowed before can still be taken back. */}
      {state.acknowledgedAt && (overview.answered || !duties.isBlocked) && (
        <>
          <CategoryStates
            noticeHash={notice.sha256}
            states={overview.states}
            body={notice.body}
            action={changeCategory}
          />
          <ApplicationSwitches
            noticeHash={notice.sha256}
            applications={overview.applications}
            action={turnApplication}
          />
        </>
      )}
      <NoticeView
        title={notice.title}
        body={notice.body}
        programDays={programDays}
        aside={
          <span className="text-muted text-sm">
            Version {notice.version}, in force since <Time at={notice.effectiveAt.getTime()} format="date" />
          </span>
        }
      />
      {!state.acknowledgedAt && !duties.isBlocked && (
        <AcknowledgeNotice
          noticeId={notice.id}
          noticeHash={notice.sha256}
          acknowledgeAction={acknowledge}
          later={{ left: overview.deferralsLeft, action: later }}
          seenAction={seen}
        />
      )}
    </>
  );
}

function headerOf(isAcknowledged: boolean, isBlocked: boolean): { title: string; lead: string } {
  if (isAcknowledged)
    return {
      title: "Your consent",
      lead: "What you allow, and what you don't. You can change it here at any time.",
    };
  if (isBlocked)
    return {
      title: "Nothing is asked of you",
      lead: "The notice that others are given is below, if you like.",
    };
  return {
    title: "Before anything is collected",
    lead: "Please read this notice. Saying that you were given it is not agreeing to it: you choose on the next page.",
  };
}
