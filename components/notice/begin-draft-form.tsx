"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { firstRadioId, RadioGroup } from "../ui/radio-group.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type BeginDraftFormProps = {
  places: { code: string; name: string }[];
  /** The code of the place that is chosen to begin with; empty for none. */
  place: string;
  /** What to begin with, as far as that is known: the place's own notice, or the federal one. */
  from: "in-force" | "federal" | undefined;
  /** Receives `jurisdiction` and `from`. */
  action: FormAction;
};

/** Which place a new notice is for, and what its text begins with. */
export function BeginDraftForm({ places, place, from, action }: BeginDraftFormProps) {
  return (
    <ActionForm action={action} aria-label="New draft" className="grid gap-6">
      {(state) => (
        <>
          <ErrorSummary state={state} idOf={(field) => (field === "from" ? firstRadioId("from") : field)} />
          <Field name="jurisdiction" label="For which place?" error={state.errors?.jurisdiction}>
            {(control) => (
              <select {...control} defaultValue={state.values?.jurisdiction ?? place}>
                <option value="">Choose a place</option>
                {places.map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name} ({code})
                  </option>
                ))}
              </select>
            )}
          </Field>
          <RadioGroup
            name="from"
            legend="What does it begin with?"
            options={[
              { value: "in-force", label: "The place's own notice in force" },
              { value: "federal", label: "The federal notice in force" },
              { value: "nothing", label: "An empty page" },
            ]}
            chosen={state.values?.from ?? from}
            error={state.errors?.from}
          >
            <p className="text-muted text-sm">
              You can change every word of it. Nothing is published by this.
            </p>
          </RadioGroup>
          <div>
            <SubmitButton pendingLabel="Beginning…">Begin the draft</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
