import type { Metadata } from "next";
import { DiscardDraft } from "../../../components/exemption/discard-draft.tsx";
import { MyRequestCard, type MyRequestLine } from "../../../components/exemption/my-request-card.tsx";
import type { ScopeNames } from "../../../components/exemption/scope-words.ts";
import { Card } from "../../../components/ui/card.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { RereadAt } from "../../../components/ui/reread-at.tsx";
import { Time } from "../../../components/ui/time.tsx";
import { getDraft } from "../../../domain/exemption/queries/get-draft.ts";
import { getScopeNames } from "../../../domain/exemption/queries/get-scope-names.ts";
import { listMyRequests, type MyRequest } from "../../../domain/exemption/queries/list-mine.ts";
import type { State } from "../../../domain/exemption/rules/state.ts";
import { identifyForPage } from "../../_door/session.ts";
import { discard } from "./actions.ts";

export const metadata: Metadata = { title: "Exemptions" };

const OPEN: readonly State[] = ["pending", "asked", "overdue"];
const IN_FORCE: readonly State[] = ["scheduled", "active", "revoking"];

/** All that the actor asked to be left out, and how it stands. */
export default async function ExemptionsPage() {
  const actor = await identifyForPage("/exemptions");
  const { at, requests } = await listMyRequests(actor);
  const { saved } = await getDraft(actor);
  const names = await getScopeNames(actor);
  const open = requests.filter(({ state }) => OPEN.includes(state));
  const inForce = requests.filter(({ state }) => IN_FORCE.includes(state));
  const past = requests.filter((each) => !open.includes(each) && !inForce.includes(each));
  return (
    <>
      <RereadAt inMs={soonest(requests, at)} />
      <PageHeader
        title="Exemptions"
        lead="An exemption leaves out collection that you have allowed: all of it, or some kinds, applications, computers or hours. Whoever decides sees your request and nothing else of yours: no activity, no pauses, no choices."
        actions={
          !saved && (
            <LinkButton href="/exemptions/apply" weight="primary">
              Apply for an exemption
            </LinkButton>
          )
        }
      />
      {saved && <DraftCard savedAt={saved.savedAt} />}
      {requests.length === 0 && !saved && <Nothing />}
      <Section title="Waiting for a decision" requests={open} names={names} />
      <Section title="In force" requests={inForce} names={names} />
      <Section title="Past" requests={past} names={names} />
    </>
  );
}

/** In how many milliseconds one of them changes by itself. */
function soonest(requests: readonly MyRequest[], at: number): number | null {
  const moments = requests.flatMap(({ changesAt }) => changesAt ?? []);
  return moments.length > 0 ? Math.min(...moments) - at : null;
}

function DraftCard({ savedAt }: { savedAt: number }) {
  return (
    <Card title="You have a draft">
      <p>
        Saved <Time at={savedAt} />. Nothing of it was sent, and nobody else sees it.
      </p>
      <div>
        <LinkButton href="/exemptions/apply" weight="primary">
          Go on with your draft
        </LinkButton>
      </div>
      <DiscardDraft action={discard} />
    </Card>
  );
}

function Nothing() {
  return (
    <EmptyState title="You have no exemptions">
      <p className="max-w-prose">
        You can apply for one when you handle sensitive content, when your connection or your battery is
        short, for reasons of health or conviction, or for any other reason. You can also take back what you
        allowed, at any time and without asking anybody, under Consent.
      </p>
      <LinkButton href="/consent">What you allow</LinkButton>
    </EmptyState>
  );
}

type SectionProps = { title: string; requests: readonly MyRequestLine[]; names: ScopeNames };

function Section({ title, requests, names }: SectionProps) {
  if (requests.length === 0) return null;
  return (
    <section aria-label={title} className="grid gap-4">
      <h2 className="font-semibold text-xl">{title}</h2>
      {requests.map((each) => (
        <MyRequestCard key={each.id} request={each} names={names} href={`/exemptions/${each.id}`} />
      ))}
    </section>
  );
}
