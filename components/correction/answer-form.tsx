"use client";

import { MOST_LETTERS } from "../../domain/correction/schema.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { useTellDone } from "../ui/done-region.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { RadioGroup } from "../ui/radio-group.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type AnswerFormProps = {
  contestId: string;
  /** Whose it is, by which several of these forms are told apart. */
  name: string;
  /** Receives `contestId`, `outcome` and `words`. */
  action: FormAction;
};

/** A yes and a no of the same weight, and a reason for either. */
export function AnswerForm({ contestId, name, action }: AnswerFormProps) {
  const tellDone = useTellDone();
  return (
    <ActionForm
      action={action}
      onDone={({ message = "Done." }) => tellDone(message)}
      aria-label={`Your answer to ${name}`}
      className="grid max-w-prose gap-4"
    >
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="contestId" value={contestId} />
          <RadioGroup
            name="outcome"
            legend="Your answer"
            options={[
              { value: "upheld", label: "It is wrong: delete it" },
              { value: "stands", label: "It stands" },
            ]}
            chosen={state.values?.outcome}
            error={state.errors?.outcome}
          />
          <Field
            name="words"
            label="Reason"
            hint={`${name} reads it. At most ${MOST_LETTERS.toLocaleString("en-US")} letters.`}
            error={state.errors?.words}
          >
            {(control) => <textarea {...control} dir="auto" rows={3} defaultValue={state.values?.words} />}
          </Field>
          <p className="text-muted text-sm">An answer stays on record and is not taken back.</p>
          <div>
            <SubmitButton pendingLabel="Answering…">Answer</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
