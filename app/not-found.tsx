import type { Metadata } from "next";
import { LinkButton } from "../components/ui/link-button.tsx";
import { PlainPage } from "../components/ui/plain-page.tsx";

export const metadata: Metadata = { title: "Page not found" };

/** Also what people see of things that they may not see: those do not exist for them. */
export default function NotFound() {
  return (
    <PlainPage title="There is no such page">
      <p>
        The address may be mistyped, the page may be gone, or it belongs to someone else. Nothing is collected
        or changed by your visit here.
      </p>
      <LinkButton href="/">Go to the home page</LinkButton>
    </PlainPage>
  );
}
