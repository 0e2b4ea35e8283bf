import type { Metadata } from "next";
import { LinkButton } from "../components/ui/link-button.tsx";
import { PlainPage } from "../components/ui/plain-page.tsx";
import { NO_SUCH_PAGE } from "./_door/page.ts";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <PlainPage title={NO_SUCH_PAGE.title}>
      <p>{NO_SUCH_PAGE.text}</p>
      <LinkButton href="/">Go to the home page</LinkButton>
    </PlainPage>
  );
}
