import type { Metadata } from "next";
import { MY_DATA } from "../../../components/activity/addresses.ts";
import { AstrayNote } from "../../../components/activity/astray-note.tsx";
import { CostCard } from "../../../components/activity/cost-card.tsx";
import { DeviceMinutesCard } from "../../../components/activity/device-minutes.tsx";
import { DiscardList } from "../../../components/activity/discard-list.tsx";
import { HeldCard } from "../../../components/activity/held-card.tsx";
import { HeldToday, isAnyStored } from "../../../components/activity/held-today.tsx";
import { PeriodControls, periodWords } from "../../../components/activity/period-controls.tsx";
import { RecordedCards } from "../../../components/activity/recorded-cards.tsx";
import { DeletePeriodLink } from "../../../components/erasure/delete-period-link.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { getMyData } from "../../../domain/activity/queries/get-my-data.ts";
import { type SearchParams, textOf } from "../../_door/search-params.ts";
import { identifyForPage } from "../../_door/session.ts";

export const metadata: Metadata = { title: "My data" };

/** A day, week, month or all time: what every minute was, what is stored, what was thrown away, what it cost. */
export default async function MyDataPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await identifyForPage(MY_DATA);
  const { view, on } = await searchParams;
  const data = await getMyData(actor, { view: textOf(view), on: textOf(on) });
  const { period } = data;
  return (
    <>
      <PageHeader
        title="My data"
        lead="Everything that is stored about you, what every minute was, and what was thrown away."
      />
      <HeldCard {...data.held}>
        {isAnyStored(data.heldToday) && <HeldToday held={data.heldToday} today={data.today} />}
      </HeldCard>
      <PeriodControls period={period} on={data.on} today={data.today} />
      {data.astray && <AstrayNote astray={data.astray} />}
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <h2 className="font-semibold text-xl">{periodWords(period)}</h2>
        {data.recorded.segments > 0 && <DeletePeriodLink period={period} />}
      </div>
      {data.devices.length === 0 && (
        <EmptyState title="No computer was linked in this time">
          <p>Without a linked computer nothing can be recorded.</p>
        </EmptyState>
      )}
      {data.devices.map((device) => (
        <DeviceMinutesCard
          key={device.id}
          device={device}
          period={period}
          buckets={data.buckets}
          timeZone={actor.timeZone}
        />
      ))}
      <RecordedCards
        applications={data.applications}
        computers={data.computers}
        recorded={data.recorded}
        counts={data.counts}
        pictures={data.pictures}
        days={period}
      />
      <DiscardList discards={data.discards} />
      <CostCard costs={data.costs} />
    </>
  );
}
