"use client";

import { startTransition, useState } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { CONTROL_STYLE, FieldError } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type PostingFormProps = { postingId: string; action: FormAction };

/** Says what somebody saw who went to look. What is not in place ends with it. */
export function InspectionForm({ postingId, action }: PostingFormProps) {
  const [recorded, setRecorded] = useState(0);
  return (
    <ActionForm
      action={action}
      // Together with the answer, or the field would come back with what was refused before.
      onDone={() => startTransition(() => setRecorded(recorded + 1))}
      className="grid max-w-xl gap-3"
      aria-label="Record an inspection"
    >
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="postingId" value={postingId} />
          <label className="grid gap-1.5">
            <span className="font-medium">What you saw (if there is anything to say)</span>
            {state.errors?.remark && <FieldError>{state.errors.remark}</FieldError>}
            <input
              // What was said of one look is not said again of the next.
              key={recorded}
              name="remark"
              defaultValue={state.values?.remark}
              aria-invalid={state.errors?.remark ? true : undefined}
              autoComplete="off"
              className={CONTROL_STYLE}
            />
          </label>
          <p className="text-muted text-sm">
            If it does not hang in place, the posting ends at once, and where the law asks for it nothing more
            is collected from people who work here.
          </p>
          <div className="flex flex-wrap gap-3">
            <SubmitButton weight="neutral" name="inPlace" value="yes" pendingLabel="Recording…">
              It hangs in place
            </SubmitButton>
            <SubmitButton weight="danger" name="inPlace" value="no" pendingLabel="Recording…">
              It does not
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}

/** Says that it was taken down, and why. */
export function TakeDownForm({ postingId, action }: PostingFormProps) {
  return (
    <ActionForm action={action} className="grid max-w-xl gap-3" aria-label="Take the posting down">
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="postingId" value={postingId} />
          <label className="grid gap-1.5">
            <span className="font-medium">Why it no longer hangs</span>
            {state.errors?.reason && <FieldError>{state.errors.reason}</FieldError>}
            <input
              name="reason"
              defaultValue={state.values?.reason}
              aria-invalid={state.errors?.reason ? true : undefined}
              autoComplete="off"
              className={CONTROL_STYLE}
            />
          </label>
          <div>
            <SubmitButton weight="danger" pendingLabel="Recording…">
              Record that it was taken down
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
