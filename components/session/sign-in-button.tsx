"use client";

import { signIn } from "next-auth/react";
import { useState, useSyncExternalStore } from "react";
import { Button } from "../ui/button.tsx";

/** Goes to the company's own sign-in and comes back to `to`. Until its scripts are there it says that it cannot. */
export function SignInButton({ to }: { to: string }) {
  const [going, setGoing] = useState(false);
  const isAlive = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  const go = () => {
    setGoing(true);
    signIn("company", { callbackUrl: to }).catch(() => setGoing(false));
  };
  return (
    <Button weight="primary" onClick={go} aria-disabled={going || !isAlive || undefined}>
      {going ? "One moment…" : "Continue with company sign-in"}
    </Button>
  );
}
