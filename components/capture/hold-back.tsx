import { formatDuration } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";

/** For how long a picture is its subject's alone. Times are milliseconds since the epoch. */
export function HoldBack({ until, now }: { until: number; now: number }) {
  if (until <= now)
    return (
      <>
        Its time for you alone ended <Time at={until} />
      </>
    );
  const minutes = Math.max(1, Math.floor((until - now) / 60_000));
  return (
    <>
      Only you can see it for {formatDuration(minutes * 60)} more, until <Time at={until} />
    </>
  );
}
