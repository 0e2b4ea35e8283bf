"use client";

import type { PackRow } from "../../domain/evidence/rules/pack.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

/** The same place and period once more. */
export function AskAgainForm({ pack, action }: { pack: PackRow; action: FormAction }) {
  return (
    <ActionForm action={action} className="grid gap-3" aria-label="Ask again">
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="jurisdiction" value={pack.jurisdiction} />
          <input type="hidden" name="fromDay" value={pack.fromDay} />
          <input type="hidden" name="untilDay" value={pack.untilDay} />
          <div>
            <SubmitButton weight="neutral" pendingLabel="Asking…">
              Ask for it again
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
