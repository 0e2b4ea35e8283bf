"use client";

import { type Contestable, MOST_LETTERS, REASONS } from "../../domain/correction/schema.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { useTellDone } from "../ui/done-region.tsx";
import { Field, FieldError } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { REASON_WORDS } from "./words.ts";

type ContestFormProps = {
  what: Contestable;
  id: string;
  /** Receives `id`, `reason` and `words`. */
  action: FormAction;
};

/** What is wrong with a record or a picture, said by its subject, who reads first what follows and who reads it. */
export function ContestForm({ what, id, action }: ContestFormProps) {
  const tellDone = useTellDone();
  return (
    <ActionForm
      action={action}
      onDone={({ message = "Done." }) => tellDone(message)}
      aria-label={`Say that this ${what} is wrong`}
      className="grid max-w-prose gap-4"
    >
      {(state) => (
        // Open where it comes back with what has to be put right, without scripts too.
        <Disclosure summary={`Say that this ${what} is wrong`} isOpen={state.status === "refused"}>
          <FormMessage state={state} />
          <p>
            From then on nobody but you can see the {what}, until it is answered: by a steward of the program,
            or where there is none by somebody of legal. They see your name, when the {what} was made and in
            which application, and what you say here; never what is in it. If they agree, it is deleted. You
            can also delete it yourself at any time, without asking anybody.
          </p>
          <input type="hidden" name="id" value={id} />
          <fieldset className="grid gap-2">
            <legend className="mb-2 font-medium">What is wrong</legend>
            {state.errors?.reason && <FieldError>{state.errors.reason}</FieldError>}
            {REASONS.map((reason) => (
              <label key={reason} className="flex min-h-8 items-center gap-3">
                <input
                  type="radio"
                  name="reason"
                  value={reason}
                  defaultChecked={state.values?.reason === reason}
                  aria-invalid={state.errors?.reason ? true : undefined}
                  className="size-5 shrink-0 accent-accent"
                />
                {REASON_WORDS[reason]}
              </label>
            ))}
          </fieldset>
          <Field
            name="words"
            label="In your own words"
            hint={`You may leave it empty if one of these says it all. At most ${MOST_LETTERS.toLocaleString("en-US")} letters.`}
            error={state.errors?.words}
          >
            {(control) => <textarea {...control} dir="auto" rows={4} defaultValue={state.values?.words} />}
          </Field>
          <div>
            <SubmitButton pendingLabel="Sending…">Say that it is wrong</SubmitButton>
          </div>
        </Disclosure>
      )}
    </ActionForm>
  );
}
