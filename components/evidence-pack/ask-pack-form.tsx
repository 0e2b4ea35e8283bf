"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type AskPackFormProps = {
  places: readonly { code: string; name: string }[];
  /** YYYY-MM-DD in UTC, the latest day that can be asked for. */
  today: string;
  action: FormAction;
};

/** What is said of a day does not say of which. */
const DAYS: Readonly<Record<string, string>> = { fromDay: "From", untilDay: "Until" };

/** Which place, and from which day until which. */
export function AskPackForm({ places, today, action }: AskPackFormProps) {
  return (
    <ActionForm action={action} className="grid max-w-xl gap-4" aria-label="Ask for an evidence pack">
      {(state) => (
        <>
          <ErrorSummary state={state} nameOf={(field) => DAYS[field]} />
          <Field name="jurisdiction" label="Place" error={state.errors?.jurisdiction}>
            {(control) => (
              <select {...control} defaultValue={state.values?.jurisdiction ?? places[0]?.code}>
                {places.map(({ code, name }) => (
                  <option key={code} value={code}>{`${name} (${code})`}</option>
                ))}
              </select>
            )}
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field name="fromDay" label="From" hint="The first day, in UTC." error={state.errors?.fromDay}>
              {(control) => (
                <input type="date" {...control} max={today} defaultValue={state.values?.fromDay} />
              )}
            </Field>
            <Field
              name="untilDay"
              label="Until"
              hint="The last day, included."
              error={state.errors?.untilDay}
            >
              {(control) => (
                <input type="date" {...control} max={today} defaultValue={state.values?.untilDay ?? today} />
              )}
            </Field>
          </div>
          <p className="text-muted text-sm">
            That you asked is recorded. The pack names everyone who lived or worked there in the period, with
            what they were served and acknowledged. It holds no activity, no pauses and no consent choices.
          </p>
          <div>
            <SubmitButton pendingLabel="Asking…">Make the pack</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
