import type { ReactNode } from "react";
import type { Deadline } from "../../domain/evidence/schema/coverage.ts";
import { Link } from "../ui/link.tsx";
import { formatCount } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";

type DeadlineListProps = {
  deadlines: readonly Deadline[];
  /** The names of places, by code. */
  names: ReadonlyMap<string, string>;
  /** How many rows of law counsel has still to confirm. */
  toBeConfirmed: number;
};

/** What comes up, the soonest first, and what waits for somebody of legal. */
export function DeadlineList({ deadlines, names, toBeConfirmed }: DeadlineListProps) {
  if (deadlines.length === 0 && toBeConfirmed === 0)
    return <p className="text-muted">Nothing comes up, and nothing waits for a legal reviewer.</p>;
  return (
    <ul className="grid gap-3">
      {deadlines.map((each) => (
        <li
          key={`${each.kind} ${each.code} ${each.what} ${each.at?.getTime()}`}
          className="grid gap-x-4 sm:grid-cols-[10rem_1fr]"
        >
          <span className="text-muted">{whenOf(each)}</span>
          <DeadlineText deadline={each} name={names.get(each.code ?? "") ?? each.code ?? ""} />
        </li>
      ))}
      {toBeConfirmed > 0 && (
        <li className="grid gap-x-4 sm:grid-cols-[10rem_1fr]">
          <span className="text-muted">Waits</span>
          <DeadlineLink href="/jurisdictions?confirm=yes#places">
            {formatCount(toBeConfirmed, "row of law is", "rows of law are")} still to be confirmed by counsel.
          </DeadlineLink>
        </li>
      )}
    </ul>
  );
}

function whenOf({ kind, at }: Deadline) {
  if (kind === "yearly-notice" && at) return `By December 31, ${at.getUTCFullYear() - 1}`;
  return at ? <Time at={at.getTime()} format="date" /> : "Waits";
}

function DeadlineText({
  deadline: { kind, code, what, people },
  name,
}: {
  deadline: Deadline;
  name: string;
}) {
  const place = `/jurisdictions/${code}`;
  const whom = formatCount(people ?? 0, "person", "people");
  switch (kind) {
    case "yearly-notice":
      return (
        <DeadlineLink href={place}>
          {name}: this year’s notices count until the year ends.{" "}
          {formatCount(people ?? 0, "person needs", "people need")} next year’s from then on, and nothing is
          collected from whoever has not been given it.
        </DeadlineLink>
      );
    case "override-ends":
      return (
        <DeadlineLink href={place}>
          {name}: counsel’s override ends, and collection is blocked again.
        </DeadlineLink>
      );
    case "override-waits":
      return (
        <DeadlineLink href={place}>
          {name}: an override waits for a second person’s approval until then.
        </DeadlineLink>
      );
    case "locations-stale":
      return (
        <span>
          {formatCount(people ?? 0, "person’s location goes", "people’s locations go")} stale within 30 days,
          the first on this day, unless the directory confirms where they are. Nothing is collected from
          whoever’s location is stale.
        </span>
      );
    case "notice-begins":
      return (
        <DeadlineLink href="/notices">
          {name}: “{what}” takes effect. It is a change of substance, for {whom}: nothing is collected from
          whoever has not been given it.
        </DeadlineLink>
      );
    case "posting-uninspected":
      return (
        <DeadlineLink href="/postings">
          {what}, {name}: for 90 days nobody has looked whether the notice still hangs.
        </DeadlineLink>
      );
    case "proposal":
      return (
        <DeadlineLink href={place}>
          {name}: a change of law waits for a second person’s decision.
        </DeadlineLink>
      );
    case "draft":
      return (
        <DeadlineLink href="/notices">
          {name}: the draft “{what}” waits for a second person’s approval.
        </DeadlineLink>
      );
  }
}

function DeadlineLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="text-accent underline underline-offset-4">
      {children}
    </Link>
  );
}
