"use client";

import { useState } from "react";
import type { DraftForm as Form } from "../../domain/notice/rules/draft.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { CategoryFields, HeadFields, ListFields } from "./draft-fields.tsx";
import { EffectFields, idOfField } from "./effect-fields.tsx";
import { FIELD_WORDS } from "./field-words.ts";
import { WordingCheck } from "./wording-check.tsx";

type DraftFormProps = {
  draftId: string;
  /** The revision that the form begins with. */
  revision: number;
  form: Form;
  placeName: string;
  requiredWording: readonly string[];
  substance: boolean;
  unasked: "first" | "translation" | null;
  day: string;
  timeZone: string;
  /** Receives every field of the notice, `draftId`, `basedOn`, `substance`, `from`, `day` and `intent`. Answers with the new revision as `basedOn`. */
  action: FormAction;
};

/** The notice as it is written. What was entered stays, whatever becomes of the saving. */
export function DraftForm(props: DraftFormProps) {
  // The page may be read anew behind the form's back; what was typed still began with this revision.
  const [revision] = useState(props.revision);
  return (
    <ActionForm action={props.action} aria-label="Draft" className="grid gap-6">
      {(state) => (
        <>
          {state.errors?.basedOn ? (
            <SavedMeanwhile draftId={props.draftId} state={state} />
          ) : (
            <ErrorSummary state={state} idOf={idOfField} nameOf={(field) => FIELD_WORDS[field]?.label} />
          )}
          <input type="hidden" name="draftId" value={props.draftId} />
          <input type="hidden" name="basedOn" value={state.values?.basedOn ?? revision} />
          <Parts {...props} state={state} />
          <div className="flex flex-wrap items-center gap-3">
            <SubmitButton name="intent" value="ready" pendingLabel="Asking…">
              Save and ask for approval
            </SubmitButton>
            <SubmitButton name="intent" value="save" weight="neutral" pendingLabel="Saving…">
              Save
            </SubmitButton>
            {state.status === "done" && <span className="text-muted">{state.message}</span>}
          </div>
        </>
      )}
    </ActionForm>
  );
}

function Parts({ state, form, ...props }: DraftFormProps & { state: FormState }) {
  return (
    <>
      <Card title="What it says">
        <HeadFields form={form} state={state} />
        <CategoryFields form={form} state={state} />
      </Card>
      <Card title="Who, what for, and what people may do">
        <ListFields form={form} state={state} />
      </Card>
      <Card title="Words of the law">
        <WordingCheck
          placeName={props.placeName}
          wording={props.requiredWording}
          written={state.values?.statements ?? form.statements}
          error={state.errors?.statements}
        />
      </Card>
      <Card title="What follows from it">
        <EffectFields
          state={state}
          substance={props.substance}
          unasked={props.unasked}
          day={props.day}
          timeZone={props.timeZone}
        />
      </Card>
    </>
  );
}

/** Two people wrote at once: neither loses a word, and whose goes on is for them to say. */
function SavedMeanwhile({ draftId, state }: { draftId: string; state: FormState }) {
  return (
    <div className="grid gap-3 rounded-card border border-edge bg-surface p-4">
      <FormMessage state={state} />
      <p className="max-w-prose">
        <a
          href={`/notices/drafts/${draftId}?show=changes`}
          target="_blank"
          rel="noreferrer"
          className="text-accent underline underline-offset-4"
        >
          Look at what they saved (in a new tab)
        </a>
        . Then copy into this form what should stay of it, and save yours after theirs.
      </p>
      <div>
        <SubmitButton name="intent" value="over" weight="neutral" pendingLabel="Saving…">
          Save mine after theirs
        </SubmitButton>
      </div>
    </div>
  );
}
