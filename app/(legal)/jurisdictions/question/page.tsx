import { QuestionForm } from "../../../../components/evidence/question-form.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { listLaw } from "../../../../domain/jurisdiction/queries/list-law.ts";
import { dayOf, newestDay } from "../../../../lib/day.ts";
import { orNotFound, titleForLegal } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { ask } from "./actions.ts";

export const generateMetadata = titleForLegal("Question");

/** An auditor's first question: for this person, on this day, was everything there? */
export default async function QuestionPage() {
  const actor = await identifyForPage("/jurisdictions/question");
  const laws = await orNotFound(listLaw(actor));
  const now = Date.now();
  return (
    <>
      <div className="print:hidden">
        <PageHeader
          title="Question"
          lead="For one person and one day: where they were, which rows of law and notices were in force, what they had been given, and whether the gate was open: whether all that the law asks for was there. That you asked is recorded, as an act about that person."
        />
      </div>
      <QuestionForm
        action={ask}
        today={dayOf(actor.timeZone, now)}
        latest={newestDay(now)}
        names={new Map(laws.map((each) => [each.code, each.name]))}
      />
    </>
  );
}
