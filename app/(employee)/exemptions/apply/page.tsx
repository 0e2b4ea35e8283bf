import type { Metadata } from "next";
import { ApplyForm } from "../../../../components/exemption/apply-form.tsx";
import { DiscardDraft } from "../../../../components/exemption/discard-draft.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { getDraft } from "../../../../domain/exemption/queries/get-draft.ts";
import { dayOf } from "../../../../lib/day.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { discard, save } from "../actions.ts";

export const metadata: Metadata = { title: "Apply for an exemption" };

const TWO_YEARS_MS = 729 * 86_400_000;

/** The application's form, with what was written before. */
export default async function ApplyPage() {
  const actor = await identifyForPage("/exemptions/apply");
  const { at, saved, form, applications, devices } = await getDraft(actor);
  return (
    <>
      <PageHeader
        title={form.renews ? "Renew an exemption" : "Apply for an exemption"}
        lead={<Lead />}
        actions={<LinkButton href="/exemptions">Your exemptions</LinkButton>}
      />
      {form.renews && (
        <p>
          This asks for <RenewedLink id={form.renews} /> anew. It stays in force until the new request is
          decided.
        </p>
      )}
      <ApplyForm
        draft={{ draftId: saved?.id ?? null, savedAt: saved?.savedAt ?? null }}
        form={form}
        applications={applications}
        devices={devices}
        days={{ first: dayOf(actor.timeZone, at), last: dayOf(actor.timeZone, at + TWO_YEARS_MS) }}
        saveAddress="/exemptions/draft"
        action={save}
      />
      {saved && <DiscardDraft action={discard} />}
    </>
  );
}

function Lead() {
  return (
    <>
      An exemption leaves out collection that you have allowed, for some days.{" "}
      <span className="noscript:hidden">It is saved as you type.</span>
      <noscript>
        <span>Press “Save” to keep what you wrote.</span>
      </noscript>{" "}
      Nobody else sees it before you send it.
    </>
  );
}

function RenewedLink({ id }: { id: string }) {
  return (
    <Link href={`/exemptions/${id}`} className="text-accent underline underline-offset-4">
      an exemption that is in force
    </Link>
  );
}
