import type { Metadata } from "next";
import { RECORDS } from "../../components/activity/addresses.ts";
import { HeldToday } from "../../components/activity/held-today.tsx";
import { DayTimeline } from "../../components/coverage/day-timeline.tsx";
import { NowCard } from "../../components/device/now-card.tsx";
import { ExemptionsNow } from "../../components/exemption/exemptions-now.tsx";
import { HeldCard } from "../../components/notice/held-card.tsx";
import { PauseControl } from "../../components/pause/pause-control.tsx";
import { Card } from "../../components/ui/card.tsx";
import { LinkButton } from "../../components/ui/link-button.tsx";
import { PageHeader } from "../../components/ui/page-header.tsx";
import { getToday } from "../../domain/activity/queries/get-today.ts";
import { listDeviceStatus } from "../../domain/activity/queries/list-device-status.ts";
import { getConsentOverview } from "../../domain/consent/queries.ts";
import { getScopeNames } from "../../domain/exemption/queries/get-scope-names.ts";
import { listMyRequests } from "../../domain/exemption/queries/list-mine.ts";
import { getMyDuties } from "../../domain/notice/queries/my-duties.ts";
import { getPauseState } from "../../domain/pause/queries.ts";
import { orNotFound } from "../_door/page.ts";
import { identifyForPage } from "../_door/session.ts";
import { pauseProps } from "./pause-props.ts";

export const metadata: Metadata = { title: "Home" };

/** What is happening now, Pause, and today at a glance. */
export default async function HomePage() {
  const actor = await identifyForPage("/");
  const consent = await orNotFound(getConsentOverview(actor));
  const duties = await getMyDuties(actor);
  const pause = await getPauseState(actor);
  const devices = (await listDeviceStatus(actor)).filter((each) => each.unlinkedAt === null);
  const day = await getToday(actor);
  const exemptions = await listMyRequests(actor);
  const names = await getScopeNames(actor);
  return (
    <>
      <PageHeader title={`Hello, ${actor.name.split(" ")[0]}`} />
      {/* Where nothing may be collected nothing is asked. */}
      {!consent.answered && !duties.isBlocked && (
        <Card title="You have not answered yet">
          {Object.values(consent.states).includes("deferred") && <p>You asked to be asked later.</p>}
          <p className="max-w-prose">
            {consent.acknowledgedAt
              ? "Nothing is collected about you. Choose what may be, or that nothing may; either is fine, and so is taking your time."
              : `${noticesForYou(duties.notices.length)} about collecting how we use our computers. Nothing is collected about you, and nothing will be unless you say so.`}
          </p>
          <div>
            <LinkButton href="/consent" weight="primary">
              {consent.acknowledgedAt ? "Make your choices" : "Read the notice"}
            </LinkButton>
          </div>
        </Card>
      )}
      {/* Whoever has everything before them hears of the notices in the card above, unless there is more than reading. */}
      {(consent.answered || consent.acknowledgedAt || duties.others.length > 0) && (
        <HeldCard
          unmet={duties.unmet}
          notices={duties.notices.length}
          authorisations={duties.authorisations.length}
          hasAnswered={consent.answered}
        />
      )}
      <NowCard devices={devices} linkHref="/devices/link">
        <PauseControl {...pauseProps(pause)} />
      </NowCard>
      <ExemptionsNow {...exemptions} names={names} href="/exemptions" />
      {day.devices.map((device) => (
        <Card
          key={device.id}
          title={`Today on ${device.name}`}
          aside={
            <LinkButton href={RECORDS} size="small">
              See every record
            </LinkButton>
          }
        >
          <DayTimeline
            title={`Today on ${device.name}`}
            day={{ startsAt: day.startsAt, minutes: day.minutes, runs: [...device.runs] }}
          />
        </Card>
      ))}
      {day.devices.length > 0 && <HeldToday held={day.held} today={day.day} />}
    </>
  );
}

function noticesForYou(notices: number): string {
  return notices > 1 ? `There are ${notices} notices for you` : "There is a notice for you";
}
