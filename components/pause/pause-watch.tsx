"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { useAnnounce } from "../ui/announcer.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { useReread } from "../ui/use-reread.ts";
import type { PauseProps } from "./pause-props.ts";
import { useServerClock } from "./use-server-clock.ts";

/** The page is asked for a moment after the end, when the server's clock has surely passed it too. */
const SETTLED_MS = 150;
const ASK_AGAIN_MS = 2000;

/** Seconds left at which screen readers are told. */
const SPOKEN = [600, 300, 60, 10];

/** Says how a pause goes, without saying every second, and asks for the page again at its end. */
export function PauseWatch({ pause, serverNow }: Pick<PauseProps, "pause" | "serverNow">) {
  const reread = useReread();
  const announce = useAnnounce();
  const now = useServerClock(serverNow);
  const seconds = pause === null ? null : Math.max(0, Math.ceil((pause.endsAt - now) / 1000));

  const before = useRef(seconds);
  const speak = useEffectEvent(() => {
    if (seconds === null && before.current !== null) announce("The pause is over.");
    if (seconds !== null && SPOKEN.includes(seconds)) announce(`${formatDuration(seconds)} of pause left.`);
    before.current = seconds;
  });
  useEffect(() => {
    if (seconds !== before.current) speak();
  }, [seconds]);

  const over = seconds === 0;
  useEffect(() => {
    if (!over) return;
    const first = setTimeout(reread, SETTLED_MS);
    const timer = setInterval(reread, ASK_AGAIN_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [over, reread]);
  return null;
}
