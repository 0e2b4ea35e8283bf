"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type AskExportFormProps = { action: FormAction; keptDays: number; isMaking: boolean };

/** What asking means, and the button; while one is made there is nothing to ask for. */
export function AskExportForm({ action, keptDays, isMaking }: AskExportFormProps) {
  return (
    <ActionForm action={action} className="grid max-w-prose gap-4" aria-label="Ask for your download">
      {(state) => (
        <>
          <FormMessage state={state} />
          <p>
            It is made in the background, and kept here for {daysText(keptDays)}, sealed under a key that is
            yours alone. Then its bytes are destroyed. You can remove it sooner. If you delete records
            meanwhile, the downloads that may hold them are removed with them; a picture that you delete stays
            in it until then.
          </p>
          <p className="text-muted text-sm">
            Nobody else can ask for it or open it, and asking has no consequence for you. That you asked, and
            each download, is recorded where you can see it.
          </p>
          {isMaking ? (
            <p>Your download is being made. You can ask for another when it is done.</p>
          ) : (
            <div>
              <SubmitButton pendingLabel="Asking…">Make my download</SubmitButton>
            </div>
          )}
        </>
      )}
    </ActionForm>
  );
}

function daysText(days: number): string {
  return days === 1 ? "one day" : `${days} days`;
}
