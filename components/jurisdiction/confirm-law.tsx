"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type ConfirmLawProps = {
  code: string;
  version: number;
  /** Why it is to be confirmed, each in a sentence. */
  questions: readonly string[];
  /** Receives `code`, `version` and `remark`. */
  action: FormAction;
};

/** What is open in a row, and the sign-off that says counsel has looked at it. */
export function ConfirmLaw({ code, version, questions, action }: ConfirmLawProps) {
  return (
    <Card title="To be confirmed by counsel">
      <ul className="grid max-w-prose list-disc gap-1 pl-5 marker:text-muted">
        {questions.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p className="max-w-prose text-muted">
        Sign this version off once counsel has checked it. The next change opens the question again.
      </p>
      <ActionForm action={action} className="grid max-w-prose gap-3" aria-label="Sign this version off">
        {(state) => (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="code" value={code} />
            <input type="hidden" name="version" value={version} />
            <Field name="remark" label="Remark" hint="You may leave this empty." error={state.errors?.remark}>
              {(control) => <textarea {...control} rows={2} defaultValue={state.values?.remark} />}
            </Field>
            <div>
              <SubmitButton weight="neutral" pendingLabel="Signing off…">
                Sign version {version} off
              </SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
    </Card>
  );
}
