"use client";

import type { ReactNode } from "react";
import type { StepView } from "../../domain/exemption/schema/request-view.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { StepFields } from "./decision-form.tsx";

type SayFormProps = {
  requestId: string;
  step: Pick<StepView, "stage" | "group">;
  /** The field, which is the form's own on its page. */
  name: "question" | "comment" | "revocation";
  label: string;
  hint: string;
  button: ReactNode;
  pendingLabel: string;
  weight?: "neutral" | "danger";
  /** Receives the step, and the words under the field's name. */
  action: FormAction;
  onDone: (state: FormState) => void;
};

/** One text and one button. */
export function SayForm(props: SayFormProps) {
  const {
    requestId,
    step,
    name,
    label,
    hint,
    button,
    pendingLabel,
    weight = "neutral",
    action,
    onDone,
  } = props;
  return (
    <ActionForm action={action} onDone={onDone} aria-label={label} className="grid max-w-prose gap-3">
      {(state) => (
        <>
          <FormMessage state={state} />
          <StepFields requestId={requestId} step={step} />
          <Field name={name} label={label} hint={hint} error={state.errors?.[name]}>
            {(control) => <textarea {...control} dir="auto" rows={3} defaultValue={state.values?.[name]} />}
          </Field>
          <div>
            <SubmitButton weight={weight} pendingLabel={pendingLabel}>
              {button}
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
