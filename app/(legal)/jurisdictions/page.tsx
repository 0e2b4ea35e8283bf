import { DeadlineList } from "../../../components/evidence/deadline-list.tsx";
import { coveredWords } from "../../../components/evidence/place-state.ts";
import { type PlaceLine, viewOf } from "../../../components/evidence/places-filter.ts";
import { PlacesMap } from "../../../components/evidence/places-map.tsx";
import { PlacesTable } from "../../../components/evidence/places-table.tsx";
import { WaitingChanges } from "../../../components/jurisdiction/waiting-changes.tsx";
import { Card } from "../../../components/ui/card.tsx";
import { DefinitionList } from "../../../components/ui/definition-list.tsx";
import { Link } from "../../../components/ui/link.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { formatCount } from "../../../components/ui/quantity.ts";
import { Time } from "../../../components/ui/time.tsx";
import { getCoverage } from "../../../domain/evidence/queries/coverage.ts";
import { listDeadlines } from "../../../domain/evidence/queries/deadlines.ts";
import type { PlaceCoverage } from "../../../domain/evidence/schema/coverage.ts";
import { listLaw } from "../../../domain/jurisdiction/queries/list-law.ts";
import { listOverrides } from "../../../domain/jurisdiction/queries/list-overrides.ts";
import { listOpenProposals } from "../../../domain/jurisdiction/queries/list-proposals.ts";
import { FEDERAL } from "../../../domain/jurisdiction/schema.ts";
import { orNotFound, titleForLegal } from "../../_door/page.ts";
import { identifyForPage } from "../../_door/session.ts";

export const generateMetadata = titleForLegal("Jurisdictions");

/** Whether everyone who must have been told was told, state by state. */
export default async function JurisdictionsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await identifyForPage("/jurisdictions");
  const { at, places } = await orNotFound(getCoverage(actor));
  const laws = await listLaw(actor);
  const deadlines = await listDeadlines(actor, places);
  const toBeConfirmed = new Set(laws.filter((each) => each.isToBeConfirmed).map((each) => each.code));
  const lines = places.map((each): PlaceLine => ({ ...each, isToBeConfirmed: toBeConfirmed.has(each.code) }));
  const proposals = await listOpenProposals(actor);
  const overrides = (await listOverrides(actor)).filter((each) => each.state === "waiting");
  const names = new Map(places.map((each) => [each.code, each.name]));
  const blocked = places
    .filter((each) => each.level === "blocked")
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
  return (
    <>
      <PageHeader
        title="Jurisdictions"
        lead={
          <>
            Whether everyone has what the law asks for where they live and work, as of{" "}
            <Time at={at.getTime()} />. Nothing is collected from anyone who lacks any of it.
          </>
        }
        actions={
          <div className="flex flex-wrap gap-3">
            <LinkButton href="/jurisdictions/people">People without evidence</LinkButton>
            <LinkButton href="/jurisdictions/import">Import rows of law</LinkButton>
          </div>
        }
      />
      <WaitingChanges proposals={proposals} overrides={overrides} names={names} />
      <Card title="The states">
        <Federal places={places} />
        <PlacesMap places={places} />
      </Card>
      <Card title="Coming up">
        <DeadlineList
          deadlines={deadlines.filter(({ kind }) => kind !== "proposal")}
          names={names}
          toBeConfirmed={toBeConfirmed.size}
        />
      </Card>
      <Card title="All rows of law">
        <p className="max-w-prose text-muted">
          One row for each place: what the law there asks for before anything is collected, and where that is
          to be read.
        </p>
        <PlacesTable lines={lines} view={viewOf(await searchParams)} />
      </Card>
      <Card title="Blocked places">
        <Blocked places={blocked} />
      </Card>
    </>
  );
}

/** The row that applies to everyone, and those who are nowhere for certain: neither is a place on the map. */
function Federal({ places }: { places: readonly PlaceCoverage[] }) {
  const federal = places.find((each) => each.code === FEDERAL);
  const unknown = places.find((each) => each.code === "unknown");
  return (
    <div className="grid max-w-prose gap-2">
      {federal && (
        <p>
          <Link href={`/jurisdictions/${FEDERAL}`} className="text-accent underline underline-offset-4">
            {federal.name}
          </Link>
          , which applies to everyone. {coveredWords(federal)}
        </p>
      )}
      {unknown && (
        <p>
          <Link
            href="/jurisdictions/people?code=unknown"
            className="text-accent underline underline-offset-4"
          >
            {formatCount(unknown.people, "person", "people")}
          </Link>{" "}
          of whom it is not known for certain where they live or work: nothing is collected from them.
        </p>
      )}
      <p className="text-muted">
        A tile tells of its own state’s row. Choose one to see its duties and gaps.
      </p>
    </div>
  );
}

function Blocked({ places }: { places: readonly PlaceCoverage[] }) {
  if (places.length === 0) return <p>No place is blocked.</p>;
  return (
    <>
      <p className="max-w-prose text-muted">
        Nothing is collected there until two legal reviewers lift the block in writing, and only up to a day
        that they set.
      </p>
      <DefinitionList
        entries={places.map(({ code, name, people, missing }) => ({
          term: name,
          value: (
            <Link href={`/jurisdictions/${code}`} className="text-accent underline underline-offset-4">
              {missing.some((each) => each.duty === "override") ? "Blocked" : "Lifted by counsel’s override"};{" "}
              {people === 0 ? "nobody there" : `${formatCount(people, "person", "people")} there`}
            </Link>
          ),
        }))}
      />
    </>
  );
}
