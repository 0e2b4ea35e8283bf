"use client";

import "@fontsource-variable/inter";
import "./globals.css";
import { Button } from "../components/ui/button.tsx";
import { PlainPage } from "../components/ui/plain-page.tsx";

/** Stands in for the root layout when that itself fails; so it has no cookie to read and follows the system's theme. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en-US">
      <body>
        <title>Something went wrong · Sayso</title>
        <PlainPage title="The portal could not be shown">
          <p>
            Nothing was changed. An agent that cannot reach the portal stops collecting within two minutes.
          </p>
          <Button onClick={retry}>Try again</Button>
        </PlainPage>
      </body>
    </html>
  );
}
