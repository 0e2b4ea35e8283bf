"use client";

import { type Asked, MOST_NAMED } from "../../domain/evidence/schema/question.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { QuestionAnswer } from "./question-answer.tsx";
import { askedIn } from "./question-state.ts";

type QuestionFormProps = {
  action: FormAction;
  /** YYYY-MM-DD: the day that is asked for unless another is given. */
  today: string;
  /** The last day that can be asked for: where the person is it may have begun before it does for the reader. */
  latest: string;
  names: ReadonlyMap<string, string>;
};

/** One box: a person, a day, and a time if one matters. What comes of it stands below. */
export function QuestionForm({ action, today, latest, names }: QuestionFormProps) {
  return (
    <ActionForm action={action} aria-label="Question" className="grid gap-6">
      {(state) => {
        const asked = askedIn(state);
        return (
          <>
            <div className="print:hidden">
              <Card title="Whom, and when?">
                <FormMessage state={state} />
                <Inputs state={state} today={today} latest={latest} />
                {asked?.kind === "several" && <Several people={asked.people} />}
              </Card>
            </div>
            {asked?.kind === "answer" && <QuestionAnswer answer={asked.answer} names={names} />}
          </>
        );
      }}
    </ActionForm>
  );
}

type InputsProps = { state: FormState } & Pick<QuestionFormProps, "today" | "latest">;

function Inputs({ state: { values, errors }, today, latest }: InputsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr]">
        <Field name="who" label="Person" hint="A name or an e-mail address" error={errors?.who}>
          {(control) => (
            <input {...control} defaultValue={values?.who} autoComplete="off" required maxLength={200} />
          )}
        </Field>
        <Field name="day" label="Day" hint="Where that person is" error={errors?.day}>
          {(control) => (
            <input {...control} type="date" defaultValue={values?.day ?? today} max={latest} required />
          )}
        </Field>
        <Field name="time" label="Time, if it matters" hint="Otherwise the whole day" error={errors?.time}>
          {(control) => <input {...control} type="time" defaultValue={values?.time} />}
        </Field>
      </div>
      <div>
        <SubmitButton pendingLabel="Looking…">Answer</SubmitButton>
      </div>
    </>
  );
}

function Several({ people }: { people: Extract<Asked, { kind: "several" }>["people"] }) {
  return (
    <section aria-label="Several people" className="grid gap-3 border-line border-t pt-4">
      <p>
        Several people may be meant. Choose one
        {people.length < MOST_NAMED ? ":" : ", or give more of the name: these are only the first."}
      </p>
      <ul className="grid gap-2">
        {people.map(({ id, name, email, title, active }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <SubmitButton name="personId" value={id} weight="neutral" size="small" pendingLabel="Looking…">
              {name}
            </SubmitButton>
            <span className="text-muted text-sm">
              {[title, email, active ? "" : "no longer with the company"].filter(Boolean).join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
