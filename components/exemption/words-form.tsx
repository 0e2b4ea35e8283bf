"use client";

import { type ReactNode, startTransition, useState } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { useTellDone } from "../ui/done-region.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type WordsFormProps = {
  /** The field's label, and its id: there may be several such forms on a page. */
  label: string;
  id: string;
  hint?: string;
  button: string;
  pendingLabel: string;
  weight?: "primary" | "neutral";
  /** Whether it goes when it was sent: what came of it is told where it is seen, then. */
  isGoneAfter?: boolean;
  /** Sent with the words. */
  fields: Readonly<Record<string, string>>;
  /** Receives `words` and the fields. */
  action: FormAction;
  children?: ReactNode;
};

/** Something to be said, and a button. The field is empty again once it was. */
export function WordsForm({ label, id, hint, button, pendingLabel, weight, ...props }: WordsFormProps) {
  const [sent, setSent] = useState(0);
  const tellDone = useTellDone();
  const onDone = ({ message = "Done." }: FormState) => {
    // Together with the answer itself: before it, an empty field would be given what was refused the last time.
    startTransition(() => setSent(sent + 1));
    if (props.isGoneAfter) tellDone(message);
  };
  return (
    <ActionForm action={props.action} onDone={onDone} aria-label={label} className="grid max-w-prose gap-3">
      {(state) => (
        <>
          <FormMessage state={state} />
          {Object.entries(props.fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {props.children}
          <Field name={id} label={label} hint={hint} error={state.errors?.words}>
            {(control) => (
              <textarea
                {...control}
                key={sent}
                name="words"
                dir="auto"
                rows={4}
                defaultValue={state.status === "refused" ? state.values?.words : undefined}
              />
            )}
          </Field>
          <div>
            <SubmitButton weight={weight ?? "neutral"} pendingLabel={pendingLabel}>
              {button}
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
