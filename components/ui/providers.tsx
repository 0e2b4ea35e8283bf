"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";
import { AnnouncerProvider } from "./announcer.tsx";
import type { Theme } from "./theme.ts";
import { ThemeProvider } from "./theme-switch.tsx";

type ProvidersProps = { nonce: string | undefined; theme: Theme; children: ReactNode };

/** What every page needs once: the nonce for Base UI, the theme, and the voice for announcements. */
export function Providers({ nonce, theme, children }: ProvidersProps) {
  return (
    <CSPProvider nonce={nonce} disableStyleElements>
      <ThemeProvider theme={theme}>
        <AnnouncerProvider>{children}</AnnouncerProvider>
      </ThemeProvider>
    </CSPProvider>
  );
}
