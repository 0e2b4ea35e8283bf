"use client";

import { formatTime, type TimeFormat } from "./time-zone.ts";
import { useTimeZone } from "./time-zone-provider.tsx";

/**
 * An instant in the person's own time zone.
 * @param at milliseconds since the epoch
 */
export function Time({ at, format = "date-time" }: { at: number; format?: TimeFormat }) {
  const zone = useTimeZone();
  return (
    <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap tabular-nums">
      {formatTime(at, format, zone)}
    </time>
  );
}
