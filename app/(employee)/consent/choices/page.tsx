import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ConsentForm } from "../../../../components/consent/consent-form.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { getConsentOverview } from "../../../../domain/consent/queries.ts";
import { getMyDuties } from "../../../../domain/notice/queries/my-duties.ts";
import { CATEGORIES, type Category } from "../../../../domain/notice/schema.ts";
import { orNotFound } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { choose } from "../actions.ts";

export const metadata: Metadata = { title: "Your choices" };

/** The choices, once the notice has been acknowledged, where there are any. Nothing is chosen beforehand. */
export default async function ChoicesPage() {
  const actor = await identifyForPage("/consent/choices");
  const overview = await orNotFound(getConsentOverview(actor));
  if (!overview.acknowledgedAt) redirect("/consent");
  const duties = await getMyDuties(actor);
  if (duties.isBlocked) redirect("/consent");
  const others = duties.notices.length + duties.authorisations.length;
  const { notice, states, applications, deferralsLeft, answered } = overview;
  const answers: Partial<Record<Category, "given" | "refused">> = {};
  for (const each of CATEGORIES) {
    if (states[each] === "given") answers[each] = "given";
    else if (states[each] === "refused" || states[each] === "withdrawn") answers[each] = "refused";
  }
  return (
    <>
      <PageHeader
        title="Your choices"
        lead="One choice for each kind of record. Until you answer, nothing is collected."
        actions={<LinkButton href="/consent/receipts">Your receipts</LinkButton>}
      />
      {others > 0 && (
        <p className="max-w-prose">
          After this {waitingWords(duties.notices.length)} for you under{" "}
          <Link href="/notice" className="text-accent underline underline-offset-4">
            Notices
          </Link>
          . Until then your choices are kept, and nothing is collected.
        </p>
      )}
      <ConsentForm
        notice={{ hash: notice.sha256, body: notice.body }}
        answers={answers}
        applications={applications.map(({ allowed, categories, ...each }) => ({
          ...each,
          categories: [...categories],
          on: allowed,
        }))}
        deferralsLeft={answered ? null : deferralsLeft}
        action={choose}
      />
    </>
  );
}

function waitingWords(notices: number): string {
  if (notices === 0) return "a written authorisation waits, if you want to give it,";
  return notices === 1 ? "one more notice waits" : `${notices} more notices wait`;
}
