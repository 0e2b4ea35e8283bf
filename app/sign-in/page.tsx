import type { Metadata } from "next";
import { SignInButton } from "../../components/session/sign-in-button.tsx";
import { PlainPage } from "../../components/ui/plain-page.tsx";

export const metadata: Metadata = { title: "Sign in" };

const REFUSED: Record<string, string> = {
  AccessDenied:
    "Your company knows you, but you are not on this program's list of people. Nothing is collected about you.",
};

/** Where everyone starts; the company's own sign-in asks for the password, never this portal. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { to, error } = await searchParams;
  const said =
    typeof error === "string" ? (REFUSED[error] ?? "Signing in did not work. Please try again.") : null;
  return (
    <PlainPage title="Sign in to Sayso">
      {said !== null && (
        <p role="alert" className="rounded-control border border-danger bg-danger-soft px-3 py-2 text-danger">
          {said}
        </p>
      )}
      <p>
        Here you decide whether anything about how you use your work computer may be collected, see all that
        was, and stop it whenever you like.
      </p>
      <div>
        <SignInButton to={localPath(to)} />
      </div>
      <noscript>
        <p>Signing in needs JavaScript. Please allow it for this page; the pages after it work without.</p>
      </noscript>
    </PlainPage>
  );
}

/** Only a path within this portal: whoever made the link must not choose where people land. */
function localPath(to: string | string[] | undefined): string {
  return typeof to === "string" && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) ? to : "/";
}
