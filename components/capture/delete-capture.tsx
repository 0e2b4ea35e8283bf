"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

/** On a picture's own page: its end. `remove` leads away from the page, which is gone then. */
export function DeleteCapture({ id, remove }: { id: string; remove: FormAction }) {
  return (
    <Card title="Delete it">
      <p className="max-w-prose">
        It is deleted at once and for good: nobody can bring it back, and nobody will ask you why.
      </p>
      <ActionForm action={remove} className="grid justify-items-start gap-3">
        {(state) => (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="captureId" value={id} />
            <SubmitButton weight="danger" pendingLabel="Deleting…">
              Delete for good
            </SubmitButton>
          </>
        )}
      </ActionForm>
    </Card>
  );
}
