"use client";

import { useEffect } from "react";
import { useReread } from "./use-reread.ts";

/** The longest that a timer can be set. */
const LONGEST_MS = 2_147_483_647;
/** The server's clock has surely passed it by then too. */
const SETTLED_MS = 1_000;

/**
 * Reads the page again once a moment has come at which it changes by itself.
 * @param inMs from the page's reading on; null for never
 */
export function RereadAt({ inMs }: { inMs: number | null }) {
  const reread = useReread();
  useEffect(() => {
    if (inMs === null || inMs + SETTLED_MS > LONGEST_MS) return;
    const timer = setTimeout(reread, inMs + SETTLED_MS);
    return () => clearTimeout(timer);
  }, [inMs, reread]);
  return null;
}
