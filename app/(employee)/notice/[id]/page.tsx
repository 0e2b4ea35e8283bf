import type { Metadata } from "next";
import { cache } from "react";
import { AcknowledgeNotice } from "../../../../components/notice/acknowledge-notice.tsx";
import { NoticeFactList, StandingBadge } from "../../../../components/notice/given-notice.tsx";
import { NoticeView } from "../../../../components/notice/notice-view.tsx";
import { SeenWatch } from "../../../../components/notice/seen-watch.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { Time } from "../../../../components/ui/time.tsx";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { FEDERAL } from "../../../../domain/jurisdiction/schema.ts";
import { recordNoticeServed } from "../../../../domain/notice/commands.ts";
import { getMyNotice } from "../../../../domain/notice/queries/my-notices.ts";
import { getProgramDays } from "../../../../domain/notice/queries/program-days.ts";
import { orNotFound } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { acknowledge as acknowledgeAndChoose } from "../../consent/actions.ts";
import { acknowledge, seen } from "../actions.ts";

type Props = { params: Promise<{ id: string }> };

/** Read once for the title and the page. */
const noticeOf = cache(async (actor: PersonActor, id: string) => orNotFound(getMyNotice(actor, id)));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const actor = await identifyForPage(`/notice/${id}`);
  return { title: titleOf(await noticeOf(actor, id)) };
}

/** One notice in full. Showing it is recorded as its service where that counts for anything; nothing else is. */
export default async function NoticePage({ params }: Props) {
  const { id } = await params;
  const actor = await identifyForPage(`/notice/${id}`);
  const before = await noticeOf(actor, id);
  if (before.isToBeServed) await recordNoticeServed(actor, { noticeId: before.id });
  const notice = before.isToBeServed ? await orNotFound(getMyNotice(actor, id)) : before;
  const programDays = await getProgramDays(actor);
  const isFederal = notice.jurisdiction === FEDERAL;
  return (
    <>
      <PageHeader
        title={titleOf(notice)}
        lead={
          notice.standing === "replaced"
            ? "This is kept as it was given to you. A newer one has replaced it."
            : "Being given it is not agreeing to it: what may be collected is up to your choices."
        }
        actions={<LinkButton href="/notice">All your notices</LinkButton>}
      />
      <NoticeView
        title={notice.title}
        body={notice.body}
        programDays={programDays}
        aside={
          <span className="text-muted text-sm">
            Version {notice.version}, from <Time at={notice.effectiveAt.getTime()} format="date" />
          </span>
        }
      />
      {notice.mayBeAcknowledged ? (
        <AcknowledgeNotice
          noticeId={notice.id}
          noticeHash={notice.sha256}
          acknowledgeAction={isFederal ? acknowledgeAndChoose : acknowledge}
          seenAction={seen}
        />
      ) : (
        notice.standing === "in-force" && (
          <SeenWatch noticeId={notice.id} seenAction={seen}>
            <p className="text-muted">That was the whole notice.</p>
          </SeenWatch>
        )
      )}
      <Card title="What is recorded about it" aside={<StandingBadge standing={notice.standing} />}>
        <NoticeFactList notice={notice} />
      </Card>
    </>
  );
}

function titleOf({ jurisdiction, placeName }: { jurisdiction: string; placeName: string }): string {
  return jurisdiction === FEDERAL ? "The federal notice" : `Notice for ${placeName}`;
}
