import { DifferenceView } from "../../../../components/notice/difference-view.tsx";
import { languageName } from "../../../../components/notice/language-name.ts";
import { NoticeView } from "../../../../components/notice/notice-view.tsx";
import { StandingBadge } from "../../../../components/notice/standing-badge.tsx";
import { TranslateForm } from "../../../../components/notice/translate-form.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { Disclosure } from "../../../../components/ui/disclosure.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { getNotice, type PublishedNotice } from "../../../../domain/notice/queries/get-notice.ts";
import { getProgramDays } from "../../../../domain/notice/queries/program-days.ts";
import { formOf } from "../../../../domain/notice/rules/draft.ts";
import { orNotFound, titleForLegal } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { translate } from "../actions.ts";
import { Facts, Line } from "./facts.tsx";

export const generateMetadata = titleForLegal("Published notice");

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** A published notice: what it says, what is known of it, and its line. `?compare=` names another version of it. */
export default async function NoticePage({ params, searchParams }: Props) {
  const { id } = await params;
  const actor = await identifyForPage(`/notices/${id}`);
  const notice = await orNotFound(getNotice(actor, id));
  const { compare } = await searchParams;
  const other = notice.line.find((each) => each.id === compare && each.id !== id);
  return (
    <>
      <PageHeader
        title={notice.title}
        lead={
          <p className="flex flex-wrap items-baseline gap-2">
            <span>
              {notice.placeName}, version {notice.version}, {languageName(notice.language)}
            </span>
            <StandingBadge standing={notice.standing} />
          </p>
        }
        actions={
          <LinkButton href={`/notices/drafts/new?place=${notice.jurisdiction}`}>
            Draft the next version
          </LinkButton>
        }
      />
      <Facts notice={notice} />
      {other && <Comparison notice={notice} other={await orNotFound(getNotice(actor, other.id))} />}
      <NoticeView title="As employees see it" body={notice.body} programDays={await getProgramDays(actor)} />
      <Line notice={notice} />
      {notice.language === "en" && (
        <Card title="In another language">
          <Disclosure summary="Begin a translation of this version">
            <TranslateForm noticeId={id} action={translate} />
          </Disclosure>
        </Card>
      )}
    </>
  );
}

function Comparison({ notice, other }: { notice: PublishedNotice; other: PublishedNotice }) {
  const [before, after] = other.version < notice.version ? [other, notice] : [notice, other];
  const called = ({ version, language }: PublishedNotice) =>
    `version ${version}${language === "en" ? "" : ` (${languageName(language)})`}`;
  return (
    <DifferenceView
      title={`From ${called(before)} to ${called(after)}`}
      before={formOf(before.title, before.body)}
      after={formOf(after.title, after.body)}
    />
  );
}
