"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { useAnnounce } from "../ui/announcer.tsx";
import { formatClock, formatDuration } from "../ui/quantity.ts";
import { useServerClock } from "./use-server-clock.ts";

const ASK_AGAIN_MS = 1500;

/** Seconds left at which screen readers are told. */
const SPOKEN = [600, 300, 60, 10];

/**
 * Time left until collection resumes by itself; then asks the server for the page again until it
 * shows the new state.
 * @param endsAt and @param serverNow milliseconds since the epoch, by the server's clock
 */
export function Countdown({ endsAt, serverNow }: { endsAt: number; serverNow: number }) {
  const router = useRouter();
  const announce = useAnnounce();
  const left = Math.max(0, endsAt - useServerClock(serverNow));
  const seconds = Math.ceil(left / 1000);
  const over = seconds === 0;

  const speak = useEffectEvent(() => {
    if (over) announce("The pause is over. Collection resumes by itself.");
    else if (SPOKEN.includes(seconds)) announce(`${formatDuration(seconds)} of pause left.`);
  });
  useEffect(() => {
    if (seconds >= 0) speak();
  }, [seconds]);
  useEffect(() => {
    if (!over) return;
    router.refresh();
    const timer = setInterval(() => router.refresh(), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [over, router]);

  return (
    <span role="timer" aria-label="Time left" className="tabular-nums">
      {over ? "resuming…" : formatClock(left)}
    </span>
  );
}
