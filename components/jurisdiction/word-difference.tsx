import { difference } from "../../domain/notice/rules/difference.ts";

/** A text as it reads now, with what came and what went marked by a line, a word and a colour. */
export function WordDifference({ before, after }: { before: string; after: string }) {
  let end = 0;
  return difference(before, after).map(({ kind, text }) => {
    end += text.length;
    if (kind === "kept") return <span key={`${end}`}>{text}</span>;
    const Mark = kind === "added" ? "ins" : "del";
    return (
      <Mark
        key={`${end}`}
        className={
          kind === "added"
            ? "rounded-sm bg-accent-soft text-accent-strong underline decoration-2 underline-offset-2"
            : "rounded-sm bg-danger-soft text-danger line-through"
        }
      >
        <span className="sr-only">{kind === "added" ? " (added:) " : " (removed:) "}</span>
        {text}
        <span className="sr-only"> (end) </span>
      </Mark>
    );
  });
}
