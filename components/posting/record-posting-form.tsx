"use client";

import type { PostedNotice } from "../../domain/posting/schema.ts";
import { languageName } from "../notice/language-name.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type RecordPostingFormProps = { workplaceId: string; choices: readonly PostedNotice[]; action: FormAction };

const LABELS: Readonly<Record<string, string>> & { place: string; putUpBy: string } = {
  place: "Where in the workplace",
  putUpBy: "Who put it up",
};

/** What was hung up, where and by whom. When is not asked: it counts from the recording. */
export function RecordPostingForm({ workplaceId, choices, action }: RecordPostingFormProps) {
  return (
    <ActionForm action={action} className="grid max-w-xl gap-4" aria-label="Record a posting">
      {(state) => (
        <>
          <ErrorSummary state={state} nameOf={(field) => LABELS[field]} />
          <input type="hidden" name="workplaceId" value={workplaceId} />
          <Field
            name="noticeId"
            label="Notice that hangs there"
            hint="Only notices that count here now. The first is the one that should hang."
            error={state.errors?.noticeId}
          >
            {(control) => (
              <select {...control} defaultValue={state.values?.noticeId ?? choices[0]?.id}>
                {choices.map((each) => (
                  <option key={each.id} value={each.id}>
                    {`${each.title} (${each.jurisdiction}, version ${each.version}, ${languageName(each.language)})`}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            name="place"
            label={LABELS.place}
            hint="Such as: entrance hall, beside the time clock."
            error={state.errors?.place}
          >
            {(control) => <input {...control} defaultValue={state.values?.place} autoComplete="off" />}
          </Field>
          <Field name="putUpBy" label={LABELS.putUpBy} error={state.errors?.putUpBy}>
            {(control) => <input {...control} defaultValue={state.values?.putUpBy} autoComplete="off" />}
          </Field>
          <p className="text-muted text-sm">
            The posting counts from the moment you record it, and not from an earlier one.
          </p>
          <div>
            <SubmitButton pendingLabel="Recording…">Record the posting</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
