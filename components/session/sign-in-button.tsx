"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";

/** Goes to the company's own sign-in and comes back to `to`. */
export function SignInButton({ to }: { to: string }) {
  const [going, setGoing] = useState(false);
  const go = () => {
    setGoing(true);
    signIn("company", { callbackUrl: to }).catch(() => setGoing(false));
  };
  return (
    <Button weight="primary" onClick={go} aria-disabled={going || undefined}>
      {going ? "One moment…" : "Continue with company sign-in"}
    </Button>
  );
}
