"use client";

import type { RequestView, StepView } from "../../domain/exemption/schema/request-view.ts";
import { ActionForm, type Unscripted } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { RadioGroup } from "../ui/radio-group.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { consequencesOf } from "./consequences.ts";
import { type PartChoices, PartFields } from "./part-fields.tsx";

type DecisionFormProps = {
  request: RequestView;
  /** The step that the reader decides. */
  step: StepView;
  choices: PartChoices;
  /** Receives the step, `decision`, `words`, `remedy`, and the fields of a part. */
  action: FormAction;
  /** Its answer without scripts, which stays when this form is gone. */
  unscripted: Unscripted;
  onDone: (state: FormState) => void;
};

const PART_OF = {
  manager: "as manager",
  legal: "for legal",
  hr: "as people partner",
  appeals: "on the appeal",
} as const;

/** One decision: all of it, a part, or none, with what follows from each. It works without scripts, too. */
export function DecisionForm({ request, step, choices, action, unscripted, onDone }: DecisionFormProps) {
  const consequences = consequencesOf(request, step);
  const isAppeal = step.stage === "appeal";
  return (
    <Card title={`Your decision ${step.isInPlaceOfManager ? "in place of a manager" : PART_OF[step.group]}`}>
      <ActionForm
        action={action}
        unscripted={unscripted}
        onDone={onDone}
        aria-label="Your decision"
        className="group/decision grid max-w-prose gap-4"
      >
        {(state) => (
          <>
            <FormMessage state={state} />
            <StepFields requestId={request.id} step={step} />
            <RadioGroup
              name="decision"
              legend={<span className="sr-only">What you decide</span>}
              options={[
                { value: "approved", label: "Approve as asked" },
                { value: "narrowed", label: "Approve a part" },
                { value: "denied", label: "Deny" },
              ]}
              chosen={state.values?.decision}
              error={state.errors?.decision}
            >
              <DefinitionList
                entries={[
                  { term: "A yes", value: consequences.yes },
                  { term: "A no", value: consequences.no },
                ]}
              />
            </RadioGroup>
            <div className="hidden group-has-[input[value=narrowed]:checked]/decision:block">
              <PartFields {...choices} asked={request.scope} state={state} />
            </div>
            <Field
              name="words"
              label="Reason"
              hint={
                isAppeal
                  ? "The applicant reads it. They are owed one, whatever you decide: there is no further appeal."
                  : "The applicant reads it. You may leave it empty if you approve all of it."
              }
              error={state.errors?.words}
            >
              {(control) => <textarea {...control} dir="auto" rows={4} defaultValue={state.values?.words} />}
            </Field>
            {!isAppeal && (
              <div className="hidden group-has-[input[value=denied]:checked]/decision:block">
                <Field
                  name="remedy"
                  label="What would change it"
                  hint="Something that they can do, or that may come to be, after which you would say yes."
                  error={state.errors?.remedy}
                >
                  {(control) => (
                    <textarea {...control} dir="auto" rows={4} defaultValue={state.values?.remedy} />
                  )}
                </Field>
              </div>
            )}
            <p className="text-muted text-sm">
              A decision stays on record and is not taken back.
              {!isAppeal && " What is granted can be revoked, with a reason and notice."}
            </p>
            <div>
              <SubmitButton pendingLabel="Recording…">Record the decision</SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
    </Card>
  );
}

/** Which step of which request a form is about. */
export function StepFields({
  requestId,
  step,
}: {
  requestId: string;
  step: Pick<StepView, "stage" | "group">;
}) {
  return (
    <>
      <input type="hidden" name="requestId" value={requestId} />
      <input type="hidden" name="stage" value={step.stage} />
      <input type="hidden" name="group" value={step.group} />
    </>
  );
}
