import type { Metadata } from "next";
import { cache } from "react";
import { ConfirmLaw } from "../../../../components/jurisdiction/confirm-law.tsx";
import {
  LawCitations,
  LawDetails,
  LawDuties,
  RequiredWording,
} from "../../../../components/jurisdiction/law-row.tsx";
import { Overrides, ProposeOverride } from "../../../../components/jurisdiction/overrides.tsx";
import { Proposals } from "../../../../components/jurisdiction/proposals.tsx";
import { VersionsLog } from "../../../../components/jurisdiction/versions-log.tsx";
import { Badge } from "../../../../components/ui/badge.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { Disclosure } from "../../../../components/ui/disclosure.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { formatCount } from "../../../../components/ui/quantity.ts";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { getLaw, type LawOfPlace, type LawVersion } from "../../../../domain/jurisdiction/queries/get-law.ts";
import { lawDuties } from "../../../../domain/jurisdiction/rules/loosens.ts";
import { LEVEL_NAMES } from "../../../../domain/jurisdiction/rules/words.ts";
import { dayOf } from "../../../../lib/day.ts";
import { orNotFound } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { approve, confirm, decide, end, override } from "./actions.ts";
import { DutyGap, PlaceFacts } from "./place-facts.tsx";

type Props = { params: Promise<{ code: string }> };

/** Read once for the title and the page. */
const lawOf = cache(async (actor: PersonActor, code: string) => orNotFound(getLaw(actor, code)));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { code } = await params;
  const actor = await identifyForPage(`/jurisdictions/${encodeURIComponent(code)}`);
  return { title: (await lawOf(actor, code)).name };
}

const DAY_MS = 86_400_000;

/** One place: what its row asks for, how far that is done, and who changed what. For legal alone. */
export default async function JurisdictionPage({ params }: Props) {
  const { code } = await params;
  const actor = await identifyForPage(`/jurisdictions/${encodeURIComponent(code)}`);
  const place = await lawOf(actor, code);
  const { current } = place;
  const open = place.proposals.filter(({ state }) => state === "open" || state === "overtaken");
  const decided = place.proposals.filter((each) => !open.includes(each)).reverse();
  return (
    <>
      <p>
        <Link href="/jurisdictions" className="text-accent underline underline-offset-4">
          All jurisdictions
        </Link>
      </p>
      <PageHeader
        title={`${place.name} (${code})`}
        lead={
          <span className="flex flex-wrap gap-2">
            {current && <Badge>{LEVEL_NAMES[current.body.level]}</Badge>}
            {current && <Badge>Version {current.version}</Badge>}
            {current && current.questions.length > 0 && (
              <Badge tone="danger">To be confirmed by counsel</Badge>
            )}
            {current?.confirmation && <Badge tone="accent">Confirmed by counsel</Badge>}
            {!current && <Badge tone="danger">No row in force: everything is held here</Badge>}
          </span>
        }
        actions={current && <LinkButton href={`/jurisdictions/${code}/edit`}>Change this row</LinkButton>}
      />
      {open.length > 0 && (
        <Card title="Changes that wait for a decision">
          <Proposals proposals={open} action={decide} />
        </Card>
      )}
      {current && <RowInForce actor={actor} place={place} current={current} />}
      {decided.length > 0 && (
        <Card title="Changes that were decided on">
          <Disclosure summary={`Show ${formatCount(decided.length, "change")}`}>
            <Proposals proposals={decided} action={decide} />
          </Disclosure>
        </Card>
      )}
      {place.versions.length > 0 && (
        <Card title="Every version of this row">
          <VersionsLog versions={place.versions} />
        </Card>
      )}
    </>
  );
}

function RowInForce({
  actor,
  place: { code, overrides },
  current,
}: {
  actor: PersonActor;
  place: LawOfPlace;
  current: LawVersion;
}) {
  const { body, version, questions } = current;
  return (
    <>
      <Card title="What has to be evidenced before anything is collected">
        <LawDuties body={body}>{(duty) => <DutyGap actor={actor} code={code} duty={duty} />}</LawDuties>
        <PlaceFacts actor={actor} code={code} />
      </Card>
      <RequiredWording wording={body.requiredWording} />
      {questions.length > 0 && (
        <ConfirmLaw key={version} code={code} version={version} questions={questions} action={confirm} />
      )}
      {lawDuties(body).includes("override") && (
        <OverridesOf actor={actor} code={code} overrides={overrides} />
      )}
      <LawDetails body={body} />
      <LawCitations body={body} />
    </>
  );
}

function OverridesOf({
  actor,
  code,
  overrides,
}: { actor: PersonActor } & Pick<LawOfPlace, "code" | "overrides">) {
  const now = Date.now();
  return (
    <Card title="Counsel's written override">
      <p className="max-w-prose text-muted">
        Collection is blocked here. Two legal reviewers can lift that in writing, for a limited time; all
        other duties stay.
      </p>
      {overrides.length > 0 && <Overrides overrides={overrides} approveAction={approve} endAction={end} />}
      {!overrides.some(({ state }) => state === "waiting") && (
        <ProposeOverride
          code={code}
          first={dayOf(actor.timeZone, now)}
          last={dayOf(actor.timeZone, now + 365 * DAY_MS)}
          action={override}
        />
      )}
    </Card>
  );
}
