import { AbsenceForm } from "../../../../components/approval/absence-form.tsx";
import { AbsenceList, StandInList } from "../../../../components/approval/absence-list.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { listAbsences } from "../../../../domain/exemption/queries/list-absences.ts";
import { dayOf } from "../../../../lib/day.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { begin, end } from "./actions.ts";

export const metadata = { title: "When you are away" };

/** When the reader is away and who decides then; for whom they stand in. */
export default async function AwayPage() {
  const actor = await identifyForPage("/approvals/away");
  const { at, own, standingIn } = await listAbsences(actor);
  return (
    <>
      <PageHeader
        title="When you are away"
        lead="Requests do not wait for you: whoever you name decides meanwhile, or else your own manager. What waits for you already goes to them too, within a minute, and you can still decide it."
      />
      {standingIn.length > 0 && (
        <Card title="You stand in for">
          <StandInList rows={standingIn} />
        </Card>
      )}
      <Card title="Say when">
        <AbsenceForm key={own.length} today={dayOf(actor.timeZone, at)} action={begin} />
      </Card>
      <Card title="Your days away">
        {own.length === 0 ? (
          <EmptyState title="You have not said that you are away">
            <p className="text-muted">Requests come to you.</p>
          </EmptyState>
        ) : (
          <AbsenceList rows={own} action={end} />
        )}
      </Card>
    </>
  );
}
