"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Link } from "../ui/link.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type SendFormProps = {
  /** The mark of what is shown around. */
  shown: string;
  /** This page, and the form before it. */
  checkHref: string;
  formHref: string;
  /** Receives `shown`. */
  action: FormAction;
};

/** Sends what is shown on this page, and nothing else. */
export function SendForm({ shown, checkHref, formHref, action }: SendFormProps) {
  return (
    <ActionForm action={action} aria-label="Send the request" className="grid gap-3">
      {(state) => (
        <>
          <FormMessage state={state} />
          {state.status === "refused" && (
            <p className="flex flex-wrap gap-4">
              {/* Loads the page anew, which reads the draft again. */}
              <a href={checkHref} className="text-accent underline underline-offset-4">
                Look at it again
              </a>
              <Link href={formHref} className="text-accent underline underline-offset-4">
                Back to the form
              </Link>
            </p>
          )}
          <input type="hidden" name="shown" value={shown} />
          <div>
            <SubmitButton pendingLabel="Sending…">Send the request</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
