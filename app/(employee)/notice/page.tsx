import type { Metadata } from "next";
import { AuthorisationForm } from "../../../components/notice/authorisation-form.tsx";
import { GivenNotice } from "../../../components/notice/given-notice.tsx";
import { OthersToDo } from "../../../components/notice/others-to-do.tsx";
import { SignedAuthorisation } from "../../../components/notice/signed-authorisation.tsx";
import { WaitingNotice } from "../../../components/notice/waiting-notice.tsx";
import { Card } from "../../../components/ui/card.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { getMyDuties } from "../../../domain/notice/queries/my-duties.ts";
import { type GivenNotice as Given, listMyNotices } from "../../../domain/notice/queries/my-notices.ts";
import { identifyForPage } from "../../_door/session.ts";
import { sign, withdraw } from "./actions.ts";

export const metadata: Metadata = { title: "Your notices" };

/** What waits, for whoever wants to do something about it; what was signed; all that was ever given. */
export default async function NoticesPage() {
  const actor = await identifyForPage("/notice");
  const duties = await getMyDuties(actor);
  const given = await listMyNotices(actor);
  const isOpen = duties.unmet.length === 0;
  const isForReader = duties.notices.length + duties.authorisations.length > 0;
  return (
    <>
      <PageHeader
        title="Notices"
        lead={
          !isForReader
            ? "What you were told about collection, and when."
            : "As long as something here is missing, nothing is collected about you. You do not have to do any of it, and leaving it has no other consequence."
        }
      />
      {isOpen && (
        <Card title="Nothing waits for you">
          <p>
            The law asks for nothing more where you live and work. What is collected is up to your choices.
          </p>
        </Card>
      )}
      {duties.notices.map((notice) => (
        <WaitingNotice key={notice.id} notice={notice} />
      ))}
      {duties.authorisations.map(({ code, placeName, statement, notice }) => (
        <AuthorisationForm
          key={code}
          code={code}
          placeName={placeName}
          statement={statement}
          notice={{ id: notice.id, title: notice.title, sha256: notice.sha256 }}
          personName={actor.name}
          action={sign}
        />
      ))}
      {standing(given).map(({ id, code, placeName, statement, at }) => (
        <SignedAuthorisation
          key={id}
          code={code}
          placeName={placeName}
          statement={statement}
          signedAt={at.getTime()}
          withdrawAction={withdraw}
        />
      ))}
      <OthersToDo others={duties.others} />
      <section aria-labelledby="given" className="grid gap-4">
        <h2 id="given" className="font-semibold text-xl">
          All that you were given
        </h2>
        {given.length === 0 ? (
          <EmptyState title="Nothing yet">
            <p>Every notice that you are given is kept here, with its exact text and when you got it.</p>
          </EmptyState>
        ) : (
          given.map((notice) => <GivenNotice key={notice.id} notice={notice} />)
        )}
      </section>
    </>
  );
}

/** What is signed and not taken back, the latest for each place. */
function standing(given: readonly Given[]) {
  const signed = given.flatMap(({ authorisations }) => authorisations).filter((each) => !each.withdrawnAt);
  const latest = signed.sort((a, b) => b.at.getTime() - a.at.getTime());
  return latest.filter((each, i) => latest.findIndex(({ code }) => code === each.code) === i);
}
