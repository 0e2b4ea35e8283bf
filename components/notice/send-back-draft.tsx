"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type SendBackDraftProps = {
  draftId: string;
  revision: number;
  /** Receives `draftId`, `revision` and `reason`. */
  action: FormAction;
  /** Called once it is sent back: this form is gone then. */
  onDone: (state: FormState) => void;
};

/** The second person's other decision: back to its writers, with words. */
export function SendBackDraft({ draftId, revision, action, onDone }: SendBackDraftProps) {
  return (
    <ActionForm action={action} onDone={onDone} aria-label="Send it back" className="grid max-w-prose gap-3">
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="draftId" value={draftId} />
          <input type="hidden" name="revision" value={revision} />
          <Field
            name="reason"
            label="Not right yet? Say what has to be different"
            hint="Whoever writes on reads it here, and it stays on record."
            error={state.errors?.reason}
          >
            {(control) => <textarea {...control} dir="auto" rows={3} defaultValue={state.values?.reason} />}
          </Field>
          <div>
            <SubmitButton weight="neutral" pendingLabel="Sending back…">
              Send it back
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
