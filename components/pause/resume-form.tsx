"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import type { PauseProps } from "./pause-props.ts";

type ResumeFormProps = {
  action: PauseProps["resumeAction"];
  className?: string;
  /** What tells it from another one on the page. */
  "aria-label"?: string;
};

/** Ends the pause that is running, early. */
export function ResumeForm(props: ResumeFormProps) {
  return (
    <ActionForm {...props}>
      {(state) => (
        <>
          <FormMessage state={state} />
          <SubmitButton weight="neutral" pendingLabel="Resuming…">
            Resume now
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
