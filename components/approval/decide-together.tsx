"use client";

import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormState } from "../ui/form-state.ts";
import { RadioGroup } from "../ui/radio-group.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

/** One decision for all that were chosen. Without scripts the reason's fields come and go as well. */
export function DecideTogether({ state }: { state: FormState }) {
  const { errors, values } = state;
  return (
    <Card title="Decide several at once" className="group/together">
      <p className="max-w-prose text-muted">
        Choose requests above that are on the same ground. Each gets a decision and a record of its own, and
        each applicant is told. To approve only a part of one, open it.
      </p>
      <FormMessage state={state} />
      <RadioGroup
        name="decision"
        legend="For all that are chosen"
        options={[
          { value: "approved", label: "Approve as asked" },
          { value: "denied", label: "Deny" },
        ]}
        chosen={values?.decision}
        error={errors?.decision}
      />
      <Field
        name="words"
        label="Reason"
        hint="Every applicant that you chose reads it. Needed for a denial, and where you decide an appeal."
        error={errors?.words}
      >
        {(control) => <textarea {...control} dir="auto" rows={3} defaultValue={values?.words} />}
      </Field>
      <div className="hidden group-has-[input[value=denied]:checked]/together:block">
        <Field
          name="remedy"
          label="What would change it"
          hint="Something that they can do, or that may come to be. No denial is without it; of an appeal it is not asked."
          error={errors?.remedy}
        >
          {(control) => <textarea {...control} dir="auto" rows={3} defaultValue={values?.remedy} />}
        </Field>
      </div>
      <div>
        <SubmitButton pendingLabel="Deciding…">Decide those chosen</SubmitButton>
      </div>
    </Card>
  );
}
