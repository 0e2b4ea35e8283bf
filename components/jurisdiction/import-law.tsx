"use client";

import { type FormEvent, useActionState, useEffect, useEffectEvent, useState } from "react";
import type { LawChange } from "../../domain/jurisdiction/rules/difference.ts";
import { LAW_FILE_LIMIT } from "../../domain/jurisdiction/rules/law-file.ts";
import type { LawBody } from "../../domain/jurisdiction/schema.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { useAnnounce } from "../ui/announcer.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { DoneMessage } from "../ui/done-message.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import { type FormAction, type FormState, IDLE } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { LawChanges, WhyItLoosens } from "./law-changes.tsx";

type Difference = {
  row: LawBody;
  version: number;
  changes: readonly LawChange[];
  loosens: readonly string[];
};

/** What came of comparing a file. */
export type ImportState = FormState & {
  difference?: { differences: readonly Difference[]; same: number; absent: readonly string[] };
  /** The file's name. */
  name?: string;
};

type ImportLawProps = {
  /** Receives `file`. */
  compareAction: (state: ImportState, form: FormData) => Promise<ImportState>;
  /** Receives `row` (as often as there are rows), `reason` and `source`. */
  applyAction: FormAction;
  /** The names of places, by code. */
  names: ReadonlyMap<string, string>;
};

const LONG = "This file is longer than 5 MB. Nothing was changed.";
const TOO_LONG: ImportState = { status: "refused", message: LONG, errors: { file: LONG } };

/** A file is compared first; what it would change is read before it is applied. */
export function ImportLaw({ compareAction, applyAction, names }: ImportLawProps) {
  const [state, compare, pending] = useActionState<ImportState, FormData>(compareAction, IDLE);
  const [isTooLong, setTooLong] = useState(false);
  const { difference, errors } = isTooLong ? TOO_LONG : state;
  const announce = useAnnounce();
  const tell = useEffectEvent(() => state.difference && announce(summaryOf(state.difference, names)));
  useEffect(() => {
    if (state.status === "done") tell();
  }, [state]);
  // Over the limit of a form nothing would answer at all; without scripts the server's own limit holds.
  const check = (event: FormEvent<HTMLFormElement>) => {
    const file = new FormData(event.currentTarget).get("file");
    const isOver = file instanceof File && file.size > LAW_FILE_LIMIT;
    setTooLong(isOver);
    if (isOver) event.preventDefault();
  };
  return (
    <>
      <Card title="Compare a file with the rows in force">
        <form
          action={compare}
          onSubmit={check}
          noValidate
          aria-busy={pending || undefined}
          className="grid max-w-prose gap-4"
        >
          <ErrorSummary state={isTooLong ? TOO_LONG : state} />
          <Field
            name="file"
            label="Data file"
            hint="JSON, a list of rows, at most 5 MB. Comparing changes nothing."
            error={errors?.file}
          >
            {(control) => <input {...control} type="file" accept="application/json,.json" required />}
          </Field>
          <div>
            <Button type="submit" aria-disabled={pending || undefined}>
              {pending ? "Comparing…" : "Compare"}
            </Button>
          </div>
        </form>
      </Card>
      {difference && (
        <Card title={`What ${state.name || "the file"} would change`}>
          <p>{summaryOf(difference, names)}</p>
          {difference.differences.length > 0 && (
            <Apply
              key={JSON.stringify(difference.differences)}
              differences={difference.differences}
              name={state.name ?? ""}
              action={applyAction}
            />
          )}
        </Card>
      )}
    </>
  );
}

function summaryOf(
  { differences, same, absent }: NonNullable<ImportState["difference"]>,
  names: ReadonlyMap<string, string>,
): string {
  const loosening = differences.filter(({ loosens }) => loosens.length > 0).length;
  const sentences = [
    differences.length === 0
      ? "Nothing in this file reads differently from the rows in force."
      : `${differences.length} of its rows ${differences.length === 1 ? "reads" : "read"} differently: ${differences.length - loosening} would be in force at once when applied, ${loosening} would wait for a second legal reviewer.`,
    differences.length > 0 && same > 0 ? `${same} ${same === 1 ? "reads" : "read"} as before.` : "",
    absent.length > 0
      ? `The file has no row for ${listed(absent.map((code) => names.get(code) ?? code))}: there the row in force stays.`
      : "",
  ];
  return sentences.filter(Boolean).join(" ");
}

/** So many at most are named one by one. */
const MOST_NAMED = 8;

function listed(items: readonly string[]): string {
  if (items.length > MOST_NAMED) return `${items.length} of the places`;
  return new Intl.ListFormat("en").format(items);
}

type ApplyProps = { differences: readonly Difference[]; name: string; action: FormAction };

function Apply({ differences, name, action }: ApplyProps) {
  return (
    <ActionForm action={action} className="grid gap-6" aria-label="Apply the file">
      {(state) =>
        state.status === "done" ? (
          <DoneMessage>{state.message}</DoneMessage>
        ) : (
          <>
            <ErrorSummary state={state} />
            <ul className="grid gap-6" id="row">
              {differences.map((each) => (
                <Row key={each.row.code} {...each} />
              ))}
            </ul>
            <Field name="reason" label="Why it is applied" error={state.errors?.reason}>
              {(control) => <textarea {...control} rows={2} defaultValue={state.values?.reason} required />}
            </Field>
            <Field name="source" label="Where the file comes from" error={state.errors?.source}>
              {(control) => (
                <input {...control} defaultValue={state.values?.source ?? name} autoComplete="off" required />
              )}
            </Field>
            <div>
              <SubmitButton pendingLabel="Applying…">Apply the ticked rows</SubmitButton>
            </div>
          </>
        )
      }
    </ActionForm>
  );
}

function Row({ row, version, changes, loosens }: Difference) {
  return (
    <li className="grid gap-3 rounded-control border border-line p-4">
      <label className="flex cursor-pointer flex-wrap items-center gap-3">
        <input
          type="checkbox"
          name="row"
          value={JSON.stringify({ row, version })}
          defaultChecked
          className="size-5 shrink-0 accent-accent"
        />
        <span className="font-semibold">{`${row.name} (${row.code})`}</span>
        <Badge tone={loosens.length > 0 ? "accent" : "plain"}>
          {loosens.length > 0 ? "Waits for a second legal reviewer" : "In force at once"}
        </Badge>
      </label>
      <WhyItLoosens sentences={loosens} />
      {version === 0 ? (
        <p>This place has no row yet; everything is held there until one is approved.</p>
      ) : null}
      <LawChanges changes={changes} />
    </li>
  );
}
