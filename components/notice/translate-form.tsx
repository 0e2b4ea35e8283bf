"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type TranslateFormProps = {
  noticeId: string;
  /** Receives `translates` and `language`. */
  action: FormAction;
};

/** Begins a draft that says this version again in another language. */
export function TranslateForm({ noticeId, action }: TranslateFormProps) {
  return (
    <ActionForm action={action} aria-label="Translation" className="grid gap-4">
      {(state) => (
        <>
          {!state.errors?.language && <FormMessage state={state} />}
          <input type="hidden" name="translates" value={noticeId} />
          <Field
            name="language"
            label="Into which language?"
            hint="Its code, such as es for Spanish or fr-CA for the French of Canada."
            error={state.errors?.language}
          >
            {(control) => (
              <input
                {...control}
                autoComplete="off"
                maxLength={5}
                defaultValue={state.values?.language}
                className={`${control.className} max-w-32`}
              />
            )}
          </Field>
          <div>
            <SubmitButton weight="neutral" pendingLabel="Beginning…">
              Begin the translation
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
