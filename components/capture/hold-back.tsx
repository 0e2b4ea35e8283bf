import { formatDuration } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";

type HoldBackProps = {
  /** Milliseconds since the epoch; likewise `now`. */
  until: number;
  now: number;
  /** Whether its subject said that it is wrong, and nobody has answered yet. */
  isContested: boolean;
};

/** For how long a picture is its subject's alone. */
export function HoldBack({ until, now, isContested }: HoldBackProps) {
  if (isContested) return "Only you can see it, at least until what you said of it is answered";
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
