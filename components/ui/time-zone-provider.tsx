"use client";

import { createContext, type ReactNode, useContext } from "react";
import { UNKNOWN_TIME_ZONE } from "./time-zone.ts";

const TimeZone = createContext(UNKNOWN_TIME_ZONE);

/** The IANA zone that every time on this page is written in. */
export function useTimeZone(): string {
  return useContext(TimeZone);
}

/**
 * Hands down the person's own zone, the one that their days are counted in. Server and browser write
 * with the same zone, so nothing changes under the reader's eyes when scripts arrive.
 */
export function TimeZoneProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  return <TimeZone value={timeZone}>{children}</TimeZone>;
}
