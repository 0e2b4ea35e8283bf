"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { type DraftForm, MOST_LETTERS } from "../../domain/exemption/schema.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import { isFilledIn } from "../ui/filled-in.ts";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { formatNumber } from "../ui/quantity.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Time } from "../ui/time.tsx";
import { GroundField } from "./ground-field.tsx";
import { type Choice, ScopeFields } from "./scope-fields.tsx";
import { type Saving, useSaving } from "./use-saving.ts";

type ApplyFormProps = {
  draft: Pick<Saving, "draftId" | "savedAt">;
  form: DraftForm;
  applications: readonly Choice[];
  devices: readonly Choice[];
  /** The first and the last day that can be chosen, as YYYY-MM-DD. */
  days: { readonly first: string; readonly last: string };
  /** Takes the form as it is typed. */
  saveAddress: string;
  /** Receives the form with `draftId` and `intent` (save, check). */
  action: FormAction;
};

/** An application as it is filled in: kept as one types, sent only after it was looked at once more. */
export function ApplyForm({ action, ...props }: ApplyFormProps) {
  // The page may be read anew behind the form's back; what was typed stays.
  const [shown, setShown] = useState(props);
  const [round, setRound] = useState(0);
  const [isTouched, setTouched] = useState(false);
  const touch = () => setTouched(true);
  const box = useRef<HTMLDivElement>(null);
  const router = useRouter();
  useEffect(() => {
    const typed = box.current?.querySelector("form");
    if (typed && isFilledIn(typed)) setTouched(true);
    // Whoever comes back by the browser's button is shown the page as it was read before they left.
    router.refresh();
  }, [router]);
  // What was typed last may have been saved only as the page before this one was left.
  if (!isTouched && timeOf(props) > timeOf(shown)) {
    setShown(props);
    setRound(round + 1);
  }
  return (
    <div ref={box} onInput={touch} onSubmit={touch}>
      <ActionForm
        key={round}
        action={action}
        aria-label="Your application"
        // The portal keeps it, sealed. A browser would bring back what is older.
        autoComplete="off"
        className="grid gap-6"
      >
        {(state) => <Parts {...shown} draft={props.draft} state={state} />}
      </ActionForm>
    </div>
  );
}

function timeOf({ draft }: Pick<ApplyFormProps, "draft">): number {
  return draft.savedAt ?? 0;
}

function Parts({ state, form, days, ...props }: Omit<ApplyFormProps, "action"> & { state: FormState }) {
  const errors = state.errors ?? {};
  return (
    <>
      <ErrorSummary state={state} />
      {form.renews && <input type="hidden" name="renews" value={form.renews} />}
      <Card title="1. What is it about?">
        <GroundField chosen={form.ground} error={errors.ground} />
      </Card>
      <Card title="2. Why?">
        <Field
          name="words"
          label="In your own words"
          hint={`A sentence is enough. At most ${formatNumber(MOST_LETTERS)} letters. What you write is encrypted.`}
          error={errors.words}
        >
          {(control) => (
            <textarea {...control} dir="auto" rows={5} defaultValue={state.values?.words ?? form.words} />
          )}
        </Field>
      </Card>
      <Card title="3. What is to be left out?">
        <ScopeFields
          form={form}
          errors={errors}
          applications={props.applications}
          devices={props.devices}
          values={state.values}
        />
      </Card>
      <Card title="4. From when until when?">
        <div className="grid gap-5 sm:grid-cols-2">
          <DayField
            name="from"
            label="First day"
            hint="Leave it empty to begin as soon as you send it."
            value={form.from}
            error={errors.from}
            days={days}
          />
          <DayField
            name="until"
            label="Last day"
            hint="Within a year of the first. You can renew it before it ends."
            value={form.until}
            error={errors.until}
            days={days}
          />
        </div>
      </Card>
      <Keeping {...props} />
    </>
  );
}

type DayFieldProps = {
  name: string;
  label: string;
  hint: string;
  value: string;
  error?: string;
  days: ApplyFormProps["days"];
};

function DayField({ value, days, ...field }: DayFieldProps) {
  return (
    <Field {...field}>
      {(control) => <input {...control} type="date" min={days.first} max={days.last} defaultValue={value} />}
    </Field>
  );
}

function Keeping({ draft, saveAddress }: Pick<ApplyFormProps, "draft" | "saveAddress">) {
  const box = useRef<HTMLDivElement>(null);
  const saving = useSaving(box, saveAddress, { ...draft, failure: null });
  // It is saved by the button too, which reads the page anew.
  const savedAt = Math.max(saving.savedAt ?? 0, draft.savedAt ?? 0);
  const { failure } = saving;
  return (
    <div ref={box} className="flex flex-wrap items-center gap-3">
      <input type="hidden" name="draftId" value={saving.draftId ?? draft.draftId ?? ""} />
      <SubmitButton name="intent" value="check" pendingLabel="Checking…">
        Check and send
      </SubmitButton>
      <SubmitButton name="intent" value="save" weight="neutral" pendingLabel="Saving…">
        Save
      </SubmitButton>
      {failure ? (
        <p className="font-medium text-danger">{failure}</p>
      ) : (
        savedAt > 0 && (
          <p className="text-muted">
            Saved at <Time at={savedAt} format="time" />
          </p>
        )
      )}
      <p className="w-full text-muted text-sm">
        Nothing is sent yet: first you see who would decide it and what happens meanwhile.
      </p>
    </div>
  );
}
