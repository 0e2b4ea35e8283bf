"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

/** Back again, or not away after all. */
export function EndAbsence({ id, isNow, action }: { id: string; isNow: boolean; action: FormAction }) {
  return (
    <ActionForm action={action} aria-label="End it" className="grid gap-2">
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="absenceId" value={id} />
          <SubmitButton weight="neutral" size="small" pendingLabel="Ending…">
            {isNow ? "I am back" : "Not away after all"}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
