import type { Unmet } from "../../domain/jurisdiction/rules.ts";
import { Card } from "../ui/card.tsx";

/** What holds collection and is not for the reader to mend. */
export function OthersToDo({ others }: { others: readonly Unmet[] }) {
  if (others.length === 0) return null;
  return (
    <Card title="Not for you to do">
      <p>Nothing is collected about you while this is so:</p>
      <ul className="grid max-w-prose list-disc gap-1 pl-5 marker:text-muted">
        {others.map(({ code, duty, text }) => (
          <li key={`${code} ${duty}`}>{text}</li>
        ))}
      </ul>
    </Card>
  );
}
