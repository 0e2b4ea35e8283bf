"use client";

import { Button } from "../components/ui/button.tsx";
import { LinkButton } from "../components/ui/link-button.tsx";
import { PlainPage } from "../components/ui/plain-page.tsx";

/** A fault, never a refusal. The digest is the request's line in the portal's log. */
export default function PortalError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <PlainPage title="Something went wrong on our side">
      <p>
        The page could not be shown. Your choices and pauses are as they were: an agent that cannot reach the
        portal stops collecting within two minutes.
      </p>
      {digest !== null && (
        <p className="text-muted text-sm">
          If you ask for help, mention <code className="font-mono">{digest}</code>.
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button onClick={retry}>Try again</Button>
        <LinkButton href="/">Go to the home page</LinkButton>
      </div>
    </PlainPage>
  );
}
