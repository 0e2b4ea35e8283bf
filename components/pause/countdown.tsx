"use client";

import { formatClock } from "../ui/quantity.ts";
import { useServerClock } from "./use-server-clock.ts";

type CountdownProps = {
  /** Milliseconds since the epoch, by the server's clock; likewise `serverNow`, when this was rendered. */
  endsAt: number;
  serverNow: number;
};

/** The time left of a pause, for the eye. What is said aloud comes from `PauseWatch`, once a page. */
export function Countdown({ endsAt, serverNow }: CountdownProps) {
  const left = endsAt - useServerClock(serverNow);
  return (
    <span role="timer" aria-label="Time left" className="tabular-nums">
      {left > 0 ? formatClock(left) : "resuming…"}
    </span>
  );
}
