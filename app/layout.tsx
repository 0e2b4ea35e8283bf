import "@fontsource-variable/inter";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "../components/ui/providers.tsx";
import { SkipLink } from "../components/ui/skip-link.tsx";
import { parseTheme, THEME_COOKIE } from "../components/ui/theme.ts";

export const metadata: Metadata = {
  title: { default: "Sayso", template: "%s · Sayso" },
  description: "Workplace data collection for AI training, only on your say-so.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: "light dark" };

/** Reads the request's nonce, so every page is rendered per request and none is cached with a stale nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang="en-US" data-theme={theme}>
      <body>
        <Providers nonce={head.get("x-nonce") ?? undefined} theme={theme}>
          <SkipLink />
          {children}
        </Providers>
      </body>
    </html>
  );
}
