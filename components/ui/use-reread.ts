"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";

/**
 * Reads the page again, unless the portal does not answer just now: Next would leave the page for the browser's own
 * "cannot be reached", from which no waiting leads back.
 */
export function useReread(): () => void {
  const router = useRouter();
  return useCallback(() => {
    fetch("/healthz", { cache: "no-store" }).then(
      ({ ok }) => ok && router.refresh(),
      () => undefined,
    );
  }, [router]);
}
