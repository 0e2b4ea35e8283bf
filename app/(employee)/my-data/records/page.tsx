import type { Metadata } from "next";
import { RECORDS, recordsAddress } from "../../../../components/activity/addresses.ts";
import { RecordList } from "../../../../components/activity/record-list.tsx";
import { RecordSearchForm } from "../../../../components/activity/record-search-form.tsx";
import { DeleteFoundLink } from "../../../../components/erasure/delete-found-link.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { type FoundRecords, searchRecords } from "../../../../domain/activity/queries/search-records.ts";
import { type AskedSearch, SEARCH_FIELDS } from "../../../../domain/activity/rules/record-search.ts";
import { listContested } from "../../../../domain/correction/queries/list-my-contests.ts";
import { type SearchParams, textOf } from "../../../_door/search-params.ts";
import { identifyForPage } from "../../../_door/session.ts";

export const metadata: Metadata = { title: "Your records" };

const PAGE = 25;

/** Every stored record, or those that are looked for, newest first. */
export default async function RecordsPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await identifyForPage(RECORDS);
  const said = await searchParams;
  const field = (name: string) => textOf(said[name]) ?? "";
  const asked: AskedSearch = {
    from: field("from"),
    to: field("to"),
    application: field("application"),
    device: field("device"),
    hour: field("hour"),
    category: field("category"),
  };
  const after = textOf(said.after);
  const found = await searchRecords(actor, asked, { after, limit: PAGE });
  const contested = await listContested(actor);
  const isSearch = SEARCH_FIELDS.some((name) => asked[name] !== "");
  return (
    <>
      <PageHeader
        title="Your records"
        lead="Each one exactly as it is stored, deciphered for you, with what it means. The newest come first."
      />
      <Card title="Search">
        <RecordSearchForm
          asked={asked}
          errors={found.errors}
          applications={found.applications}
          devices={found.devices}
        />
      </Card>
      <Card
        title="The stored records"
        aside={isSearch && found.records.length > 0 && <DeleteFoundLink asked={asked} />}
      >
        {found.isLost && (
          <p role="status">That place in the list is not known. This is the beginning of the list.</p>
        )}
        <Found found={found} isSearch={isSearch} contested={contested} />
        <div className="flex flex-wrap gap-3">
          {after !== null && !found.isLost && (
            <LinkButton href={recordsAddress(asked)}>Newest records</LinkButton>
          )}
          {found.earlier !== null && (
            <LinkButton href={recordsAddress({ ...asked, after: found.earlier })}>Earlier records</LinkButton>
          )}
        </div>
      </Card>
    </>
  );
}

type FoundProps = { found: FoundRecords; isSearch: boolean; contested: ReadonlySet<string> };

function Found({ found, isSearch, contested }: FoundProps) {
  if (Object.keys(found.errors).length > 0)
    return <p>Nothing was looked for. Put right what is marked above, and search again.</p>;
  if (found.records.length > 0)
    return <RecordList records={found.records} now={found.now} contested={contested} />;
  return (
    <EmptyState title="No records">
      <p>
        {isSearch
          ? "Nothing that is stored about you fits this search."
          : "No record about you is stored. Records appear here within a minute or so of being collected."}
      </p>
    </EmptyState>
  );
}
