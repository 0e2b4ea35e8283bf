"use client";

import { useEffect } from "react";
import { useReread } from "./use-reread.ts";

const EVERY_MS = 2_000;

/** Reads the page again every two seconds, for as long as it is on it. */
export function ReadAgain() {
  const reread = useReread();
  useEffect(() => {
    const again = setInterval(reread, EVERY_MS);
    return () => clearInterval(again);
  }, [reread]);
  return null;
}
