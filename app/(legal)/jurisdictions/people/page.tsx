import { PeopleList } from "../../../../components/evidence/people-list.tsx";
import { lackingWords } from "../../../../components/evidence/place-state.ts";
import { Select } from "../../../../components/evidence/places-table.tsx";
import { Button } from "../../../../components/ui/button.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { listPeopleWithoutEvidence } from "../../../../domain/evidence/queries/people-without-evidence.ts";
import { LACKING } from "../../../../domain/evidence/schema/coverage.ts";
import { listLaw } from "../../../../domain/jurisdiction/queries/list-law.ts";
import { orNotFound, titleForLegal } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";

export const generateMetadata = titleForLegal("People without evidence");

/** Who is held, for want of what. Names, places and what is missing; nothing that anyone does or chose. */
export default async function PeoplePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await identifyForPage("/jurisdictions/people");
  const laws = await orNotFound(listLaw(actor));
  const asked = await searchParams;
  const codes = [...laws.map((each) => each.code), "unknown"];
  const filter = {
    code: codes.find((each) => each === asked.code),
    duty: LACKING.find((each) => each === asked.duty),
  };
  const after =
    typeof asked.after === "string" && /^[0-9a-f-]{36}$/.test(asked.after) ? asked.after : undefined;
  const { people, next } = await listPeopleWithoutEvidence(actor, { ...filter, after });
  const places = laws
    .map(({ code, name }) => [code, name] as const)
    .sort(([, a], [, b]) => a.localeCompare(b, "en"));
  const names = new Map(laws.map((each) => [each.code, each.name]));
  const query = new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  );
  return (
    <>
      <PageHeader
        title="People without evidence"
        lead="Nothing is collected from the people on this list until what is missing is there. It says what is missing, never why: nobody has to explain themselves."
      />
      <Card title="Who is held now">
        <form method="get" action="/jurisdictions/people" className="flex flex-wrap items-end gap-3">
          <Select
            name="code"
            label="Place"
            value={filter.code ?? null}
            options={[...places, ["unknown", "Not known where"]]}
          />
          <Select
            name="duty"
            label="Missing"
            value={filter.duty ?? null}
            options={LACKING.map((each) => [each, lackingWords(each)])}
          />
          <Button type="submit" weight="neutral">
            Filter
          </Button>
          {query.size > 0 && (
            <LinkButton href="/jurisdictions/people" weight="quiet">
              Show all
            </LinkButton>
          )}
        </form>
        {people.length > 0 ? (
          <PeopleList people={people} names={names} />
        ) : (
          <EmptyState title={after ? "That was the last of them" : "Nobody"}>
            <p>
              {query.size > 0
                ? "Nobody lacks this. Choose another place or duty, or show all."
                : "Everyone has what the law asks for where they live and work."}
            </p>
          </EmptyState>
        )}
        <div className="flex flex-wrap gap-3">
          {after && <LinkButton href={hrefOf(query)}>From the beginning</LinkButton>}
          {next && (
            <LinkButton href={hrefOf(new URLSearchParams([...query, ["after", next]]))}>
              More people
            </LinkButton>
          )}
        </div>
      </Card>
    </>
  );
}

function hrefOf(query: URLSearchParams): string {
  return query.size > 0 ? `/jurisdictions/people?${query}` : "/jurisdictions/people";
}
