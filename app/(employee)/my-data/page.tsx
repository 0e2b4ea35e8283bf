import type { Metadata } from "next";
import { DiscardList } from "../../../components/activity/discard-list.tsx";
import { SegmentList } from "../../../components/activity/segment-list.tsx";
import { ApplicationChart, CategoryChart } from "../../../components/activity/usage-charts.tsx";
import { DayTimeline } from "../../../components/coverage/day-timeline.tsx";
import { Card } from "../../../components/ui/card.tsx";
import { DayPicker } from "../../../components/ui/day-picker.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { type DayCounts, getDay } from "../../../domain/activity/queries/get-day.ts";
import { listSegments } from "../../../domain/activity/queries/list-segments.ts";
import type { Category } from "../../../domain/notice/schema.ts";
import { identifyForPage } from "../../_door/session.ts";

export const metadata: Metadata = { title: "Activity" };

const PAGE = 50;

/** A day: every minute's label, what was recorded, what was thrown away and why, and the stored records themselves. */
export default async function ActivityPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await identifyForPage("/activity");
  const { day: wanted, after } = await searchParams;
  const day = await getDay(actor, typeof wanted === "string" ? wanted : null);
  const page = await listSegments(actor, {
    day: day.day,
    after: typeof after === "string" ? after : null,
    limit: PAGE,
  });
  return (
    <>
      <PageHeader
        title="Activity"
        lead="Everything that was recorded about you, exactly as it is stored."
        actions={<DayPicker path="/activity" day={day.day} today={day.today} />}
      />
      {day.devices.length === 0 && (
        <EmptyState title="No computer was linked on this day">
          <p>Without a linked computer nothing can be recorded.</p>
        </EmptyState>
      )}
      {day.devices.map((device) => (
        <Card key={device.id} title={`The day on ${device.name}`}>
          <DayTimeline
            title={`The day on ${device.name}`}
            day={{ startsAt: day.startsAt, minutes: day.minutes, runs: [...device.runs] }}
          />
        </Card>
      ))}
      <div className="grid gap-6 lg:grid-cols-2">
        <Card title="Recorded time by application">
          <ApplicationChart
            totals={day.applications.map(({ name, tenths }) => ({ name, seconds: Math.round(tenths / 10) }))}
          />
        </Card>
        <Card title="Recorded steps by kind">
          <CategoryChart totals={categoryTotals(day.counts)} />
        </Card>
      </div>
      <DiscardList discards={day.discards} />
      <Card title="The stored records">
        <SegmentList segments={page.records} />
        {page.earlier !== null && (
          <div>
            <LinkButton href={`/activity?day=${day.day}&after=${page.earlier}`}>Earlier records</LinkButton>
          </div>
        )}
      </Card>
    </>
  );
}

function categoryTotals(counts: DayCounts): { category: Category; steps: number }[] {
  return [
    { category: "pointer", steps: counts.moves + counts.clicks + counts.drags + counts.scrolls },
    { category: "keyboard", steps: counts.keys + counts.shortcuts },
  ];
}
