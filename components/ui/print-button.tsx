"use client";

import { Button } from "./button.tsx";

/** Opens the browser's print dialog. */
export function PrintButton() {
  return (
    <Button weight="neutral" onClick={() => window.print()}>
      Print
    </Button>
  );
}
