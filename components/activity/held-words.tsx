import { Badge } from "../ui/badge.tsx";
import { Time } from "../ui/time.tsx";
import { HeldLeft } from "./held-left.tsx";

type HeldWordsProps = {
  /** Milliseconds since the epoch; likewise `now`, when the page was read. */
  heldUntil: number;
  now: number;
};

/** Who can see a record or a picture, and how long it is still its subject's alone. */
export function HeldWords({ heldUntil, now }: HeldWordsProps) {
  if (heldUntil <= now) {
    return (
      <p className="max-w-prose">
        Its time for you alone ended on <Time at={heldUntil} />. Still, nothing here shows it to anybody but
        you: no page, no download and no figure.
      </p>
    );
  }
  return (
    <>
      <p className="max-w-prose">
        Until <Time at={heldUntil} /> nobody but you can see it, whoever they are.
      </p>
      <p className="font-medium text-lg">
        <HeldLeft leftMs={heldUntil - now} />
      </p>
    </>
  );
}

/** The same in a few words, for a list. */
export function HeldShort({ heldUntil, now }: HeldWordsProps) {
  if (heldUntil <= now) return <span>Its time for you alone is over</span>;
  return (
    <Badge>
      <span>
        Yours alone until <Time at={heldUntil} />
      </span>
    </Badge>
  );
}
