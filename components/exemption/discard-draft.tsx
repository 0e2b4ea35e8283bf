"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

/** Throws a draft away, in two presses. */
export function DiscardDraft({ action }: { action: FormAction }) {
  return (
    <Disclosure summary="Throw this draft away">
      <ActionForm action={action} aria-label="Throw this draft away" className="grid gap-3">
        {(state) => (
          <>
            <FormMessage state={state} />
            <p>What you wrote and the files that you attached to it are deleted. Nothing else changes.</p>
            <div>
              <SubmitButton weight="danger" pendingLabel="Throwing it away…">
                Throw it away
              </SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
    </Disclosure>
  );
}
