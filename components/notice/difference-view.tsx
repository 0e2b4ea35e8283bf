import { Fragment } from "react";
import { difference, type Part } from "../../domain/notice/rules/difference.ts";
import { DRAFT_FIELDS, type DraftForm } from "../../domain/notice/rules/draft.ts";
import { Card } from "../ui/card.tsx";
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
          <del className="text-danger">Taken out</del>, <ins className="text-accent-strong">put in</ins>
        </span>
      }
    >
      {changed.length === 0 && <p>Nothing: both say the same.</p>}
      {changed.map((field) => (
        <section key={field} className="grid gap-1">
          <h3 className="font-medium">{FIELD_WORDS[field]?.label}</h3>
          <p className="max-w-prose whitespace-pre-wrap break-words">
            {difference(before[field].trim(), after[field].trim()).map((part, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other identity.
              <Fragment key={place}>
                <Changed {...part} />
              </Fragment>
            ))}
          </p>
        </section>
      ))}
      {changed.length > 0 && changed.length < DRAFT_FIELDS.length && (
        <p className="text-muted text-sm">Every other part says the same as before.</p>
      )}
    </Card>
  );
}

function Changed({ kind, text }: Part) {
  if (kind === "kept") return text;
  if (kind === "removed")
    return (
      <del className="bg-danger-soft px-0.5 text-danger">
        <span className="sr-only"> taken out: </span>
        {text}
        <span className="sr-only"> (end) </span>
      </del>
    );
  return (
    <ins className="bg-accent-soft px-0.5 text-accent-strong decoration-2 underline-offset-2">
      <span className="sr-only"> put in: </span>
      {text}
      <span className="sr-only"> (end) </span>
    </ins>
  );
}
