"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 2_000;

/** Reads the page again every two seconds, for as long as it is on it. */
export function ReadAgain() {
  const router = useRouter();
  useEffect(() => {
    const again = setInterval(() => router.refresh(), EVERY_MS);
    return () => clearInterval(again);
  }, [router]);
  return null;
}
