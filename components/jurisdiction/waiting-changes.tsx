import { Card } from "../ui/card.tsx";
import { Link } from "../ui/link.tsx";
import { Time } from "../ui/time.tsx";

type WaitingChangesProps = {
  proposals: readonly {
    id: string;
    code: string;
    name: string;
    proposedBy: string | null;
    at: Date;
    isOwn: boolean;
  }[];
  overrides: readonly {
    id: string;
    code: string;
    proposed: { by: string | null; at: Date };
    isOwn: boolean;
  }[];
  /** The names of places, by code. */
  names: ReadonlyMap<string, string>;
};

/** All that a second person of legal has to decide on, with the way there. Nothing where nothing waits. */
export function WaitingChanges({ proposals, overrides, names }: WaitingChangesProps) {
  const waiting = [
    ...proposals.map((each) => ({
      ...each,
      what: `A change to the row of ${each.name}`,
      by: each.proposedBy,
    })),
    ...overrides.map((each) => ({
      ...each.proposed,
      ...each,
      what: `An override for ${names.get(each.code) ?? each.code}`,
    })),
  ];
  if (waiting.length === 0) return null;
  return (
    <Card title="Waits for a second legal reviewer">
      <ul className="grid list-disc gap-1 pl-5 marker:text-muted">
        {waiting.map(({ id, code, what, by, at, isOwn }) => (
          <li key={id}>
            <Link href={`/jurisdictions/${code}`} className="text-accent underline underline-offset-4">
              {what}
            </Link>
            , proposed by {isOwn ? "you" : (by ?? "an import")} on <Time at={at.getTime()} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
