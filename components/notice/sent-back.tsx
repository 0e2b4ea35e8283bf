import { Card } from "../ui/card.tsx";
import { Time } from "../ui/time.tsx";

type SentBackProps = {
  returns: readonly { revision: number; by: string; at: Date; reason: string }[];
  /** Whether nobody wrote on since. */
  isLast: boolean;
};

/** What was said against a draft by those who might have approved it, the latest first. */
export function SentBack({ returns, isLast }: SentBackProps) {
  if (returns.length === 0) return null;
  return (
    <Card
      title={isLast ? "This was sent back" : "Sent back before"}
      className={isLast ? "border-accent" : undefined}
    >
      {isLast && (
        <p className="max-w-prose text-muted">
          It cannot be approved as it is. Change it, and ask for approval again.
        </p>
      )}
      <ul className="grid gap-4">
        {returns.map(({ revision, by, at, reason }) => (
          <li key={revision} className="grid gap-1">
            <p className="text-muted text-sm">
              {by} sent back revision {revision}, <Time at={at.getTime()} />:
            </p>
            <blockquote
              dir="auto"
              className="max-w-prose whitespace-pre-wrap border-line border-s-2 ps-3 [overflow-wrap:anywhere]"
            >
              {reason}
            </blockquote>
          </li>
        ))}
      </ul>
    </Card>
  );
}
