"use client";

import { useEffect, useRef, useState } from "react";
import { changesOf, formOf, type LawForm, placesOf } from "../../domain/jurisdiction/rules/law-form.ts";
import { whyLoosens } from "../../domain/jurisdiction/rules/loosens.ts";
import type { LawBody } from "../../domain/jurisdiction/schema.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { DoneMessage } from "../ui/done-message.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Link } from "../ui/link.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { WhyItLoosens } from "./law-changes.tsx";
import { BindingFields, TextFields } from "./law-fields.tsx";

type EditLawProps = {
  code: string;
  version: number;
  body: LawBody;
  /** Receives the row's form with `code`, `baseVersion`, `reason` and `source`. */
  action: FormAction;
};

/** Changes a row. What was on the screen when it was opened stays what is changed, whoever saves meanwhile. */
export function EditLaw(props: EditLawProps) {
  const [{ code, version, body }] = useState(props);
  const places = placesOf(body);
  return (
    <ActionForm action={props.action} className="grid gap-6" aria-label={`Change ${code}`}>
      {(state) =>
        state.status === "done" ? (
          <div className="grid justify-items-start gap-3">
            <DoneMessage>{state.message}</DoneMessage>
            <Link href={`/jurisdictions/${code}`} className="text-accent underline underline-offset-4">
              Look at the row as it is now
            </Link>
          </div>
        ) : (
          <>
            <ErrorSummary state={state} />
            <input type="hidden" name="code" value={code} />
            <input type="hidden" name="baseVersion" value={version} />
            <BindingFields
              places={places}
              values={state.values ?? formOf(body)}
              errors={state.errors ?? {}}
            />
            <TextFields places={places} values={state.values ?? formOf(body)} errors={state.errors ?? {}} />
            <GroundFields values={state.values ?? {}} errors={state.errors ?? {}} />
            <Effect body={body} />
            <div>
              <SubmitButton pendingLabel="Saving…">Save the change</SubmitButton>
            </div>
          </>
        )
      }
    </ActionForm>
  );
}

function GroundFields({ values, errors }: { values: LawForm; errors: Readonly<Record<string, string>> }) {
  return (
    <>
      <Field name="reason" label="Why it is changed" error={errors.reason}>
        {(control) => <textarea {...control} rows={2} defaultValue={values.reason} required />}
      </Field>
      <Field
        name="source"
        label="Where that is to be read"
        hint="An address, a letter of counsel, a decision."
        error={errors.source}
      >
        {(control) => <input {...control} defaultValue={values.source} autoComplete="off" required />}
      </Field>
    </>
  );
}

/** What saving would do, while it is being filled in; without scripts, the rule alone. */
function Effect({ body }: { body: LawBody }) {
  const box = useRef<HTMLDivElement>(null);
  const [why, setWhy] = useState<readonly string[] | null>(null);
  useEffect(() => {
    const form = box.current?.closest("form");
    const judge = () => {
      if (!form) return;
      const sent = new FormData(form);
      const changes = changesOf(body, (name) => textIn(sent, name));
      setWhy(whyLoosens(body, { ...body, ...changes }));
    };
    form?.addEventListener("input", judge);
    return () => form?.removeEventListener("input", judge);
  }, [body]);
  return (
    <div ref={box} role="status" className="grid gap-2 rounded-control border border-line bg-sunken p-4">
      {why === null && <p>What saving would do is said here as soon as you change something.</p>}
      {why?.length === 0 && <p>Nothing here loosens the row: it is in force as soon as it is saved.</p>}
      {why && why.length > 0 && (
        <>
          <WhyItLoosens sentences={why} />
          <p>So it waits for a second legal reviewer, and nothing changes until then.</p>
        </>
      )}
    </div>
  );
}

function textIn(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === "string" ? value : null;
}
