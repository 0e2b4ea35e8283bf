"use client";

import { z } from "zod";
import type { Colleague } from "../../domain/exemption/schema/absence.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type AbsenceFormProps = {
  /** YYYY-MM-DD, where the reader is. */
  today: string;
  /** Receives `from`, `until`, `delegate` (a name, or nothing) and `delegateId`; answers with `values.people`. */
  action: FormAction;
};

const people = z.array(
  z.object({ id: z.string(), name: z.string(), title: z.string(), department: z.string() }),
);

/** Days, and who decides meanwhile. */
export function AbsenceForm({ today, action }: AbsenceFormProps) {
  return (
    <ActionForm action={action} aria-label="You are away" className="grid max-w-prose gap-4">
      {(state) => (
        <>
          <FormMessage state={state} />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field name="from" label="First day" error={state.errors?.from}>
              {(control) => (
                <input type="date" {...control} min={today} defaultValue={state.values?.from ?? today} />
              )}
            </Field>
            <Field name="until" label="Last day" error={state.errors?.until}>
              {(control) => <input type="date" {...control} min={today} defaultValue={state.values?.until} />}
            </Field>
          </div>
          <Field
            name="delegate"
            label="Who decides meanwhile"
            hint="A colleague's name. Empty: your own manager. Confidential requests, and those that legal decides, go only to somebody with that same part."
            error={state.errors?.delegate ?? state.errors?.delegateId}
          >
            {(control) => (
              <input {...control} defaultValue={state.values?.delegate} autoComplete="off" maxLength={120} />
            )}
          </Field>
          <div>
            <SubmitButton pendingLabel="Recording…">I am away then</SubmitButton>
          </div>
          {/* Enter in a field presses the first button of the form, which must name nobody. */}
          <Several people={peopleIn(state)} />
        </>
      )}
    </ActionForm>
  );
}

function peopleIn({ values }: FormState): readonly Colleague[] {
  if (!values?.people) return [];
  const read: unknown = JSON.parse(values.people);
  return people.safeParse(read).data ?? [];
}

function Several({ people: found }: { people: readonly Colleague[] }) {
  if (found.length === 0) return null;
  return (
    <section aria-label="Whom you mean" className="grid gap-2 border-edge border-l-2 pl-4">
      <p>Choose whom you mean{found.length < 20 ? ":" : ", or give more of the name:"}</p>
      <ul className="grid gap-2">
        {found.map(({ id, name, title, department }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <SubmitButton
              name="delegateId"
              value={id}
              weight="neutral"
              size="small"
              pendingLabel="Recording…"
            >
              {name}
            </SubmitButton>
            <span className="text-muted text-sm">
              {title}, {department}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
