import { WorkplaceCard } from "../../../components/posting/workplace-card.tsx";
import { Card } from "../../../components/ui/card.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { Link } from "../../../components/ui/link.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { formatNumber } from "../../../components/ui/quantity.ts";
import { Table } from "../../../components/ui/table.tsx";
import { listWorkplaces } from "../../../domain/posting/queries/list-workplaces.ts";
import type { ElectronicPosting } from "../../../domain/posting/schema.ts";
import { orNotFound, titleForLegal } from "../../_door/page.ts";
import { identifyForPage } from "../../_door/session.ts";

export const generateMetadata = titleForLegal("Postings");

/** What hangs where, what should, and where nothing does. */
export default async function PostingsPage() {
  const actor = await identifyForPage("/postings");
  const { workplaces, electronic } = await orNotFound(listWorkplaces(actor));
  return (
    <>
      <PageHeader
        title="Postings"
        lead="Where the law asks that the notice hangs at the workplace: what hangs, since when, and who looked."
      />
      {workplaces.length === 0 ? (
        <EmptyState title="No workplaces yet">
          <p>
            They come with the company's directory, which says who sits where. Until then nobody is taken to
            sit at one.
          </p>
        </EmptyState>
      ) : (
        <section aria-label="Workplaces" className="grid gap-6">
          {workplaces.map((each) => (
            <WorkplaceCard key={each.id} workplace={each} />
          ))}
        </section>
      )}
      <Card title="Posted electronically">
        <p className="max-w-prose text-muted">
          For people who work at none of these workplaces, at home for instance, the notice stands at an
          address that needs no sign-in. It shows the notice in force, so it has no gaps once one is
          published.
        </p>
        <Electronic postings={electronic} />
      </Card>
    </>
  );
}

function Electronic({ postings }: { postings: readonly ElectronicPosting[] }) {
  if (postings.length === 0) return <p>No place asks for a posting now.</p>;
  return (
    <Table
      caption="Places that ask for a posting"
      hideCaption
      rows={[...postings]}
      rowKey={({ code }) => code}
      columns={[
        { heading: "Place", cell: ({ name }) => name },
        {
          heading: "Public address",
          cell: ({ code }) => (
            <Link href={`/posted/${code}`} className="text-accent underline underline-offset-4">
              /posted/{code}
            </Link>
          ),
        },
        { heading: "People who work elsewhere", numeric: true, cell: ({ people }) => formatNumber(people) },
      ]}
    />
  );
}
