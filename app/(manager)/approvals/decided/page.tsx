import { DecidedTable } from "../../../../components/approval/decided-table.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { listDecided } from "../../../../domain/exemption/queries/list-decided.ts";
import { identifyForPage } from "../../../_door/session.ts";

export const metadata = { title: "What you decided" };

type Props = { searchParams: Promise<{ after?: string | string[] }> };

/** What the reader decided, the latest first. */
export default async function DecidedPage({ searchParams }: Props) {
  const { after } = await searchParams;
  const actor = await identifyForPage("/approvals/decided");
  const place = typeof after === "string" ? after : null;
  const { rows, next } = await listDecided(actor, place);
  return (
    <>
      <PageHeader
        title="What you decided"
        lead="Decisions are kept. An exemption that you granted can be revoked on its page, with a reason and notice."
      />
      {rows.length === 0 ? (
        <EmptyState title="You have decided nothing yet">
          <p className="text-muted">Once you have, it stands here.</p>
        </EmptyState>
      ) : (
        <DecidedTable rows={rows} />
      )}
      {(place !== null || next !== null) && (
        <nav aria-label="Pages" className="flex flex-wrap gap-3">
          {place !== null && <LinkButton href="/approvals/decided">The latest</LinkButton>}
          {next !== null && <LinkButton href={`/approvals/decided?after=${next}`}>Earlier</LinkButton>}
        </nav>
      )}
    </>
  );
}
