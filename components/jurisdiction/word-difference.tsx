import { difference, type Part } from "../../domain/notice/rules/difference.ts";

/** With less than this share of it kept, a text reads better whole, once as it was and once as it is. */
const LIKE = 0.4;

/** A text as it was and as it reads now; what came and what went is marked by a line, a word and a colour. */
export function WordDifference({ before, after }: { before: string; after: string }) {
  const parts = difference(before, after);
  const kept = parts
    .filter(({ kind }) => kind === "kept")
    .reduce((sum, { text }) => sum + text.trim().length, 0);
  if (kept < LIKE * Math.max(before.length, after.length))
    return (
      <>
        <span className="block">
          <Marked kind="removed" text={before} />
        </span>
        <span className="block">
          <Marked kind="added" text={after} />
        </span>
      </>
    );
  let end = 0;
  return parts.map((part) => {
    end += part.text.length;
    return <Marked key={end} {...part} />;
  });
}

function Marked({ kind, text }: Part) {
  if (kind === "kept") return text;
  const isAdded = kind === "added";
  const Mark = isAdded ? "ins" : "del";
  return (
    <Mark
      className={
        isAdded
          ? "rounded-sm bg-accent-soft text-accent-strong underline decoration-2 underline-offset-2"
          : "rounded-sm bg-danger-soft text-danger line-through"
      }
    >
      <span className="sr-only">{isAdded ? " (added:) " : " (removed:) "}</span>
      {text}
      <span className="sr-only"> (end) </span>
    </Mark>
  );
}
