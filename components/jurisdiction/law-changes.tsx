import type { LawChange } from "../../domain/jurisdiction/rules/difference.ts";
import { difference } from "../../domain/notice/rules/difference.ts";
import { Badge } from "../ui/badge.tsx";
import { WordChanges } from "../ui/word-changes.tsx";

/** What reads differently, part by part. */
export function LawChanges({ changes }: { changes: readonly LawChange[] }) {
  return (
    <ul className="grid gap-3">
      {changes.map(({ part, before, after }) => (
        <li
          key={`${part} ${before} ${after}`}
          className="grid gap-1 border-line border-l-4 pl-3 [overflow-wrap:anywhere]"
        >
          <p className="flex flex-wrap items-baseline gap-2">
            <span className="font-medium">{part}</span>
            <Badge tone={before === null ? "accent" : after === null ? "danger" : "plain"}>
              {before === null ? "Added" : after === null ? "Removed" : "Changed"}
            </Badge>
          </p>
          <p className="max-w-prose">
            {before !== null && after !== null ? (
              <WordChanges parts={difference(before, after)} />
            ) : (
              (after ?? <del className="text-danger line-through">{before}</del>)
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Why a change waits for a second person; nothing where it does not. */
export function WhyItLoosens({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div className="grid gap-1">
      <p className="font-medium">It loosens the row:</p>
      <ul className="grid list-disc gap-1 pl-5 marker:text-muted">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
