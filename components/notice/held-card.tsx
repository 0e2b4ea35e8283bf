import type { Unmet } from "../../domain/jurisdiction/rules.ts";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";

type HeldCardProps = {
  unmet: readonly Unmet[];
  /** How many notices are for the reader to look at, if they like. */
  notices: number;
  /** How many written authorisations are theirs to give, if they like. */
  authorisations: number;
  /** Whether they have answered already, so that it has to be said that the answer is kept. */
  hasAnswered: boolean;
};

/** Why the law holds collection, and that nothing follows from leaving it so. */
export function HeldCard({ unmet, notices, authorisations, hasAnswered }: HeldCardProps) {
  if (unmet.length === 0) return null;
  return (
    <Card title={titleOf(notices, authorisations)}>
      <ul className="grid max-w-prose list-disc gap-1 pl-5 marker:text-muted">
        {unmet.map(({ code, duty, text }) => (
          <li key={`${code} ${duty}`}>{text}</li>
        ))}
      </ul>
      <p className="max-w-prose text-muted">
        {hasAnswered && "Your choices are kept. "}
        {notices + authorisations > 0
          ? "As long as something here is missing, nothing is collected about you. You do not have to do any of it, and leaving it has no other consequence."
          : "As long as this is so, nothing is collected about you. There is nothing for you to do."}
      </p>
      <div>
        <LinkButton href="/notice">
          {notices + authorisations > 0 ? "See what waits" : "Your notices"}
        </LinkButton>
      </div>
    </Card>
  );
}

function titleOf(notices: number, authorisations: number): string {
  if (notices > 1) return `${notices} notices wait for you`;
  if (notices === 1)
    return authorisations > 0
      ? "A notice and a written authorisation wait for you"
      : "A notice waits for you";
  return authorisations > 0 ? "A written authorisation is up to you" : "The law holds collection for now";
}
