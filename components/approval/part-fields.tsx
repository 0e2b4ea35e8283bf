"use client";

import type { Scope } from "../../domain/exemption/schema.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";
import { dayOf } from "../../lib/day.ts";
import type { ScopeNames } from "../exemption/scope-words.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { Field, FieldError } from "../ui/field.tsx";
import type { FormState } from "../ui/form-state.ts";

/** What a partial approval may choose from. */
export interface PartChoices {
  readonly names: ScopeNames;
  /** Ids of the applications that the program lists now. */
  readonly listed: readonly string[];
  /** Where the applicant's days begin. */
  readonly timeZone: string;
}

type PartFieldsProps = PartChoices & { asked: Scope; state: FormState };

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What was asked, chosen beforehand: whoever approves a part takes something out of it. */
export function PartFields({ asked, names, listed, timeZone, state }: PartFieldsProps) {
  const { errors, values } = state;
  const named = (ids: readonly string[], known: Readonly<Record<string, string>>) =>
    ids.map((value) => ({ value, label: known[value] ?? value }));
  const kinds = (asked.categories ?? CATEGORIES).map((value) => ({
    value,
    label: CATEGORY_WORDS[value].name,
  }));
  return (
    <fieldset className="grid gap-4">
      <legend className="float-left mb-2 w-full font-semibold">What you approve</legend>
      {errors?.part && <FieldError>{errors.part}</FieldError>}
      <Choices
        name="category"
        legend="Kinds of record"
        options={kinds}
        error={errors?.categories}
        state={state}
      />
      <Choices
        name="application"
        legend="Applications"
        options={named(asked.applications ?? listed, names.applications)}
        error={errors?.applications}
        state={state}
      />
      {asked.devices && (
        <Choices
          name="device"
          legend="Computers"
          options={named(asked.devices, names.devices)}
          error={errors?.devices}
          state={state}
        />
      )}
      <Hours asked={asked} state={state} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="from" label="First day" error={errors?.from}>
          {(control) => (
            <input type="date" {...control} defaultValue={values?.from ?? dayOf(timeZone, asked.from)} />
          )}
        </Field>
        <Field name="until" label="Last day" error={errors?.until}>
          {(control) => (
            <input
              type="date"
              {...control}
              defaultValue={values?.until ?? dayOf(timeZone, asked.until - 1)}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
}

type ChoicesProps = {
  name: string;
  legend: string;
  options: readonly { value: string; label: string }[];
  error?: string;
  state: FormState;
};

/** Boxes, each a field of its own, so that a refused form comes back as it was. */
function Choices({ name, legend, options, error, state }: ChoicesProps) {
  return (
    <fieldset className="grid gap-2" aria-describedby={error && `${name}-error`}>
      <legend className="float-left w-full font-medium">{legend}</legend>
      {error && <FieldError id={`${name}-error`}>{error}</FieldError>}
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {options.map(({ value, label }) => {
          const field = `${name}.${value}`;
          return (
            <label key={value} className="flex min-h-8 items-center gap-2">
              <input
                type="checkbox"
                name={field}
                defaultChecked={state.values ? state.values[field] !== undefined : name !== "day"}
                aria-invalid={error ? true : undefined}
                className="size-5 shrink-0 accent-accent"
              />
              {label}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function Hours({ asked, state }: { asked: Scope; state: FormState }) {
  const { errors, values } = state;
  const days = DAYS.map((label, index) => ({ value: String(index + 1), label }));
  return (
    <fieldset className="group/hours grid gap-2">
      <legend className="float-left w-full font-medium">Hours</legend>
      {(["asked", "these"] as const).map((value) => (
        <label key={value} className="flex min-h-8 items-center gap-2">
          <input
            type="radio"
            name="hours"
            value={value}
            defaultChecked={value === (values?.hours ?? "asked")}
            className="size-5 shrink-0 accent-accent"
          />
          {value === "these"
            ? "Only these hours of the week"
            : asked.hours
              ? "The hours that were asked for"
              : "All hours, as was asked"}
        </label>
      ))}
      <div className="hidden gap-4 border-edge border-l-2 pl-4 group-has-[input[value=these]:checked]/hours:grid">
        <Choices name="day" legend="Days" options={days} error={errors?.hours} state={state} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field name="hoursFrom" label="From" hint="The time where the applicant is">
            {(control) => <input type="time" {...control} defaultValue={values?.hoursFrom ?? "09:00"} />}
          </Field>
          <Field name="hoursUntil" label="Until" hint="Before From: on the next day">
            {(control) => <input type="time" {...control} defaultValue={values?.hoursUntil ?? "17:00"} />}
          </Field>
        </div>
      </div>
    </fieldset>
  );
}
