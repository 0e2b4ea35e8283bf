"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { useTellDone } from "../ui/done-region.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type EraseFormProps = {
  action: FormAction;
  word: string;
  /** When what is above it was read: milliseconds since the epoch. */
  shownAt: number;
};

/** Erases everything, once the word is typed: a moment to think, and no more of a hurdle than that. */
export function EraseForm({ action, word, shownAt }: EraseFormProps) {
  const tell = useTellDone();
  return (
    <ActionForm
      action={action}
      aria-label="Erase everything"
      className="grid gap-4"
      autoComplete="off"
      onDone={({ message }) => tell(message ?? "Everything was erased.")}
    >
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="shownAt" value={shownAt} />
          <div className="max-w-prose">
            <Field
              name="word"
              label={`Type the word ${word}`}
              hint="So that nobody erases everything by a slip of the hand."
              error={state.errors?.word}
            >
              {(control) => (
                <input
                  type="text"
                  autoCapitalize="none"
                  spellCheck={false}
                  defaultValue={state.values?.word}
                  {...control}
                />
              )}
            </Field>
          </div>
          <div>
            <SubmitButton weight="danger" pendingLabel="Erasing…">
              Erase everything for good
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
