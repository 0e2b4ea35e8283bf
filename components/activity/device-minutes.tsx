import type { DayRun } from "../../domain/activity/rules/day-runs.ts";
import type { DeviceMinutes, TimedBucket } from "../../domain/activity/rules/my-data.ts";
import type { Period } from "../../domain/activity/rules/period.ts";
import { hourOf } from "../../lib/calendar.ts";
import { DayTimeline } from "../coverage/day-timeline.tsx";
import { SharesChart } from "../coverage/shares-chart.tsx";
import { Card } from "../ui/card.tsx";
import { dayWords } from "../ui/day-words.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { myDataAddress, recordsAddress } from "./addresses.ts";

const MINUTE_MS = 60_000;

type DeviceMinutesCardProps = {
  device: DeviceMinutes;
  period: Period;
  buckets: readonly TimedBucket[];
  timeZone: string;
};

/** What every minute of one computer was: of a day one after the other, of longer as shares of each day or month. */
export function DeviceMinutesCard({ device, period, buckets, timeZone }: DeviceMinutesCardProps) {
  const [first] = buckets;
  const title = `Your time on ${device.name}`;
  const { from, to } = period;
  return (
    <Card
      title={title}
      aside={
        <LinkButton href={recordsAddress({ from, to, device: device.id })} size="small">
          See its records
        </LinkButton>
      }
    >
      {device.runs && first ? (
        <DayTimeline
          title={title}
          day={{ startsAt: first.startsAt, minutes: first.minutes, runs: [...device.runs] }}
          hrefs={device.runs.map((run) => recordsOfRun(run, device, first, timeZone))}
        />
      ) : (
        <SharesChart
          title={title}
          partWord={period.view === "all" ? "Month" : "Day"}
          parts={buckets.map((bucket, i) => ({
            name: dayWords(bucket.from, period.view === "all" ? "month" : "short"),
            href: myDataAddress(period.view === "all" ? "month" : "day", bucket.from),
            minutes: bucket.minutes,
            shares: device.parts[i] ?? [],
          }))}
          total={device.total}
        />
      )}
    </Card>
  );
}

/** The records of the hour that a run lies in; where it lies in several, of the day. */
function recordsOfRun(run: DayRun, { id }: DeviceMinutes, day: TimedBucket, timeZone: string): string {
  const at = (minute: number) => day.startsAt + minute * MINUTE_MS;
  const [first, last] = [run.from, run.from + run.minutes - 1].map((minute) => hourOf(timeZone, at(minute)));
  const isWithinHour = run.minutes <= 60 && first === last;
  return recordsAddress({
    from: day.from,
    to: day.from,
    device: id,
    hour: isWithinHour ? String(first) : "",
  });
}
