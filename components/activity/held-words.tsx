import { Time } from "../ui/time.tsx";
import { HeldLeft } from "./held-left.tsx";

type HeldWordsProps = {
  /** Milliseconds since the epoch; likewise `now`, when the page was read. */
  heldUntil: number;
  now: number;
};

/** Who can see a record, and how long it is still its subject's alone. */
export function HeldWords({ heldUntil, now }: HeldWordsProps) {
  if (heldUntil <= now) {
    return (
      <p className="max-w-prose">
        Its time for you alone ended on <Time at={heldUntil} />. It is still shown to nobody by default:
        whoever wants to read it must ask, give a permitted purpose, and be allowed to by two people.
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
