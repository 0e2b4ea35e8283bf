"use client";

import { useEffect, useState } from "react";
import { formatCount } from "../ui/quantity.ts";
import { RereadAt } from "../ui/reread-at.tsx";

const MINUTE_MS = 60_000;
/** Often enough for minutes. */
const LOOK_EVERY_MS = 10_000;

/**
 * How long a record stays its subject's alone, to the minute: it counts, and does not hurry.
 * @param leftMs when the page was read; more than none
 */
export function HeldLeft({ leftMs }: { leftMs: number }) {
  const [left, setLeft] = useState(leftMs);
  useEffect(() => {
    const end = performance.now() + leftMs;
    const look = () => setLeft(end - performance.now());
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [leftMs]);
  return (
    <>
      <span role="timer" aria-label="Time left" className="tabular-nums">
        {leftWords(left)}
      </span>
      <RereadAt inMs={leftMs} />
    </>
  );
}

/** `23 hours 12 minutes left`: rounded down, so that it never promises more than there is. */
export function leftWords(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 1) return "less than a minute left";
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const said = [hours > 0 && formatCount(hours, "hour"), rest > 0 && formatCount(rest, "minute")];
  return `${said.filter(Boolean).join(" ")} left`;
}
