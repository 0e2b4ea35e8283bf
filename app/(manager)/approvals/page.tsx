import { QueueForm } from "../../../components/approval/queue-form.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { getScopeNames } from "../../../domain/exemption/queries/get-scope-names.ts";
import { listQueue } from "../../../domain/exemption/queries/list-queue.ts";
import { identifyForPage } from "../../_door/session.ts";
import { decideChosen } from "./actions.ts";

export const metadata = { title: "Waiting for your decision" };

type Props = { searchParams: Promise<{ after?: string | string[] }> };

/** What waits for the reader's decision, the most urgent first. */
export default async function ApprovalsPage({ searchParams }: Props) {
  const { after } = await searchParams;
  const actor = await identifyForPage("/approvals");
  const place = typeof after === "string" ? after : null;
  const { at, rows, next } = await listQueue(actor, place);
  const names = await getScopeNames(actor);
  return (
    <>
      <PageHeader
        title="Waiting for your decision"
        lead="Requests to be left out of collection. If nobody decides one in time, it is granted until somebody does."
      />
      <QueueForm rows={rows} names={names} now={at} action={decideChosen} />
      {(place !== null || next !== null) && (
        <nav aria-label="Pages" className="flex flex-wrap gap-3">
          {place !== null && <LinkButton href="/approvals">The most urgent</LinkButton>}
          {next !== null && <LinkButton href={`/approvals?after=${next}`}>Less urgent</LinkButton>}
        </nav>
      )}
    </>
  );
}
