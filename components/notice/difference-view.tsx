import { difference } from "../../domain/notice/rules/difference.ts";
import { DRAFT_FIELDS, type DraftForm } from "../../domain/notice/rules/draft.ts";
import { Card } from "../ui/card.tsx";
import { WordChanges } from "../ui/word-changes.tsx";
import { FIELD_WORDS } from "./field-words.ts";

type DifferenceViewProps = { title: string; before: DraftForm; after: DraftForm };

/** What changed between two notices, part by part and word by word. Words say it too: colour alone would not. */
export function DifferenceView({ title, before, after }: DifferenceViewProps) {
  const changed = DRAFT_FIELDS.filter((field) => before[field].trim() !== after[field].trim());
  return (
    <Card
      title={title}
      aside={
        <span className="text-muted text-sm">
          <del className="text-danger">Removed</del>, <ins className="text-accent-strong">added</ins>
        </span>
      }
    >
      {changed.length === 0 && <p>Nothing: both say the same.</p>}
      {changed.map((field) => (
        <section key={field} className="grid gap-1">
          <h3 className="font-medium">{FIELD_WORDS[field]?.label}</h3>
          <p className="max-w-prose whitespace-pre-wrap break-words">
            <WordChanges parts={difference(before[field].trim(), after[field].trim())} />
          </p>
        </section>
      ))}
      {changed.length > 0 && changed.length < DRAFT_FIELDS.length && (
        <p className="text-muted text-sm">Every other part says the same as before.</p>
      )}
    </Card>
  );
}
