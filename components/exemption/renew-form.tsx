"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Link } from "../ui/link.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type RenewFormProps = {
  requestId: string;
  /** Whether a draft of another request is there, which would be thrown away. */
  hasDraft: boolean;
  draftHref: string;
  /** Receives `requestId`, and `replaces` (yes) where a draft is to be thrown away. */
  action: FormAction;
};

/** One press: the same again, to be looked at before it is sent. */
export function RenewForm({ requestId, hasDraft, draftHref, action }: RenewFormProps) {
  return (
    <ActionForm action={action} aria-label="Renew it" className="grid max-w-prose gap-3">
      {(state) => {
        // The draft may have come up after this page was read.
        const replaces = hasDraft || state.errors?.replaces !== undefined;
        return (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="requestId" value={requestId} />
            {replaces && (
              <p>
                You have{" "}
                <Link href={draftHref} className="text-accent underline underline-offset-4">
                  a draft of another request
                </Link>
                . There is one draft at a time: renewing this throws it away, with its files.
              </p>
            )}
            <div>
              {replaces ? (
                <SubmitButton name="replaces" value="yes" weight="danger" pendingLabel="Preparing…">
                  Throw that draft away and renew this
                </SubmitButton>
              ) : (
                <SubmitButton weight="neutral" pendingLabel="Preparing…">
                  Renew it
                </SubmitButton>
              )}
            </div>
          </>
        );
      }}
    </ActionForm>
  );
}
