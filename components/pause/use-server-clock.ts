"use client";

import { useEffect, useState } from "react";

const LOOK_EVERY_MS = 200;

/**
 * The server's time as it passes, in milliseconds: the browser's clock, corrected by the server's.
 * It runs late by as long as the page took to arrive, never early, so a countdown ends after the
 * server's own end and not before.
 * @param serverNow milliseconds since the epoch, when the page was rendered
 */
export function useServerClock(serverNow: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const ahead = serverNow - Date.now();
    const look = () => setNow(Date.now() + ahead);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [serverNow]);
  return now;
}
