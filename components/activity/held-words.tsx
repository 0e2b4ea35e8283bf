import { Badge } from "../ui/badge.tsx";
import { Time } from "../ui/time.tsx";
import { HeldLeft } from "./held-left.tsx";

type HeldWordsProps = {
  /** Milliseconds since the epoch; likewise `now`, when the page was read. */
  heldUntil: number;
  now: number;
};

type WhoCanSeeProps = HeldWordsProps & {
  /** Whether its subject said that it is wrong, and nobody has answered yet. */
  isContested: boolean;
};

/** Who can see a record or a picture, and how long it is still its subject's alone. */
export function WhoCanSee({ heldUntil, now, isContested }: WhoCanSeeProps) {
  if (isContested)
    return (
      <p className="max-w-prose">Only you can see it, at least until what you said of it is answered.</p>
    );
  if (heldUntil <= now)
    return (
      <p className="max-w-prose">
        Its time for you alone ended on <Time at={heldUntil} />. Even so, no page of this portal shows it to
        anybody but you.
      </p>
    );
  return (
    <>
      <p className="max-w-prose">
        Only you can see it until <Time at={heldUntil} />: nobody else, whoever they are.
      </p>
      <p className="font-medium text-lg">
        <HeldLeft leftMs={heldUntil - now} />
      </p>
    </>
  );
}

/** The same in a few words, for a list. */
export function HeldShort({ heldUntil, now, isContested }: WhoCanSeeProps) {
  if (isContested) return <Badge>Yours alone until what you said of it is answered</Badge>;
  if (heldUntil <= now) return <span>Its time for you alone is over</span>;
  return (
    <Badge>
      <span>
        Yours alone until <Time at={heldUntil} />
      </span>
    </Badge>
  );
}
