"use client";

import { formatTime, type TimeFormat } from "./time-zone.ts";
import { useTimeZone } from "./time-zone-provider.tsx";

/**
 * An instant in the person's own time zone.
 * @param at milliseconds since the epoch
 */
export function Time({ at, format = "date-time" }: { at: number; format?: TimeFormat }) {
  const zone = useTimeZone();
  const text = formatTime(at, format, zone);
  // A moment is long: on a phone its time may stand under its day. All else stays in one piece.
  const cut = format === "moment" ? text.lastIndexOf(", ") + 1 : 0;
  return (
    <time dateTime={new Date(at).toISOString()} className="tabular-nums">
      {cut > 0 && <span className="whitespace-nowrap">{text.slice(0, cut)}</span>}
      {cut > 0 && " "}
      <span className="whitespace-nowrap">{text.slice(cut).trimStart()}</span>
    </time>
  );
}
