type WordChangesProps = {
  /** Runs of words in order. What was kept and added is the new text; what was kept and removed is the old one. */
  parts: readonly { readonly kind: "kept" | "added" | "removed"; readonly text: string }[];
};

/** With less than this share of it kept, a text reads better whole, once as it was and once as it is. */
const LIKE = 0.4;

/** A text as it was and as it reads now; what came and what went is marked by a line, a word and a colour. */
export function WordChanges({ parts }: WordChangesProps) {
  const [before, after] = [without("added", parts), without("removed", parts)];
  const kept = parts.reduce((sum, { kind, text }) => (kind === "kept" ? sum + text.trim().length : sum), 0);
  if (kept < LIKE * Math.max(before.length, after.length))
    return (
      <>
        {before && <Whole kind="removed" text={before} />}
        {after && <Whole kind="added" text={after} />}
      </>
    );
  let end = 0;
  return parts.map((part) => {
    end += part.text.length;
    return <Marked key={`${part.kind} ${end}`} {...part} />;
  });
}

function without(left: "added" | "removed", parts: WordChangesProps["parts"]): string {
  return parts
    .filter(({ kind }) => kind !== left)
    .map(({ text }) => text)
    .join("");
}

function Whole(part: { kind: "added" | "removed"; text: string }) {
  return (
    <span className="block">
      <Marked {...part} />
    </span>
  );
}

function Marked({ kind, text }: WordChangesProps["parts"][number]) {
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
