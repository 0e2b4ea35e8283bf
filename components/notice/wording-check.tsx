"use client";

import { useId, useState } from "react";
import { statementsOf } from "../../domain/notice/rules/draft.ts";
import { missingWording } from "../../domain/notice/rules/wording.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FIELD_WORDS } from "./field-words.ts";

type WordingCheckProps = {
  placeName: string;
  /** What the place's law prescribes, word for word. */
  wording: readonly string[];
  written: string;
  error?: string;
};

/** The notice's free text, and beside it the words that the law wants there: each is there, or not yet. */
export function WordingCheck({ placeName, wording, written, error }: WordingCheckProps) {
  const [text, setText] = useState(written);
  const id = useId();
  const missing = missingWording(statementsOf(text), wording);
  return (
    <div className="grid gap-4">
      <Field
        name="statements"
        label={FIELD_WORDS.statements?.label ?? ""}
        hint={FIELD_WORDS.statements?.hint}
        error={error}
      >
        {(control) => (
          <textarea {...control} rows={8} value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      {wording.length > 0 && (
        <section aria-labelledby={id} className="grid gap-3 rounded-card border border-edge bg-sunken p-4">
          <h3 id={id} className="font-semibold">
            The law of {placeName} prescribes these words
          </h3>
          {wording.map((passage) => (
            <div key={passage} className="grid justify-items-start gap-2">
              <blockquote className="max-w-prose border-edge border-l-4 pl-3">{passage}</blockquote>
              <div aria-live="polite">
                {missing.includes(passage) ? (
                  <Badge tone="danger">Does not say it yet</Badge>
                ) : (
                  <Badge tone="accent">Says it</Badge>
                )}
              </div>
              {missing.includes(passage) && (
                <Button
                  weight="neutral"
                  size="small"
                  onClick={() =>
                    setText([text.trim(), introduced(placeName, passage)].filter(Boolean).join("\n\n"))
                  }
                >
                  Add these words
                </Button>
              )}
            </div>
          ))}
        </section>
      )}
    </div>
  );
}

/** A prescribed passage is often half a sentence. */
function introduced(placeName: string, passage: string): string {
  return `The law of ${placeName} asks us to tell you: ${passage}${/[.!?]$/.test(passage) ? "" : "."}`;
}
