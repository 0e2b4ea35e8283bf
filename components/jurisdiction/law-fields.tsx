import type { ReactNode } from "react";
import type { LawForm, LawPlaces } from "../../domain/jurisdiction/rules/law-form.ts";
import { DUTY_NAMES, LEVEL_NAMES } from "../../domain/jurisdiction/rules/words.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { Field } from "../ui/field.tsx";

type Errors = Readonly<Record<string, string>>;
export type FilledIn = { values: LawForm; errors: Errors };

/** What a row binds the program to: what can loosen it. */
export function BindingFields({ places, ...filled }: FilledIn & { places: LawPlaces }) {
  return (
    <>
      <Select
        {...filled}
        name="level"
        label="Level"
        options={Object.entries(LEVEL_NAMES).map(([value, label]) => ({ value, label }))}
      />
      <Tick {...filled} name="collectionAllowedDefault" label="Collection is allowed as it is">
        Unless a duty below is ticked, nothing then has to be evidenced here.
      </Tick>
      <Group legend="What has to be evidenced before anything is collected">
        {places.duties.map(({ field, kind }) => (
          <div key={field} className="group/duty grid gap-2">
            <Tick {...filled} name={`${field}.asked`} label={DUTY_NAMES[kind]} />
            <div className="hidden gap-3 border-line border-l-4 pl-4 group-has-[input[type=checkbox]:checked]/duty:grid">
              <Text
                {...filled}
                name={`${field}.text`}
                label={`${DUTY_NAMES[kind]}: what is asked for`}
                long
              />
              <Text
                {...filled}
                name={`${field}.basis`}
                label={`${DUTY_NAMES[kind]}: which citation asks for it`}
              />
            </div>
          </div>
        ))}
      </Group>
      <Group legend="Words that a notice there has to say">
        {numbered(places.wording).map((index) => (
          <Text
            {...filled}
            key={index}
            name={`wording.${index}`}
            label={index === places.wording - 1 ? "Further words" : `Words ${index + 1}`}
            long
          />
        ))}
      </Group>
    </>
  );
}

/** What a row says beside that: in force at once, however it is put. */
export function TextFields({ places, ...filled }: FilledIn & { places: LawPlaces }) {
  return (
    <>
      <Disclosure summary="Texts of the row">
        <Text {...filled} name="name" label="Name" />
        <Tick {...filled} name="notice.required" label="The law requires notice" />
        <Text {...filled} name="notice.form" label="Form of the notice" long />
        <Text {...filled} name="notice.timing" label="Timing of the notice" long />
        <Tick {...filled} name="notice.acknowledgement.required" label="The law requires acknowledgement" />
        <Text {...filled} name="notice.acknowledgement.form" label="Form of the acknowledgement" long />
        <Text {...filled} name="notice.posting" label="Where and how it is posted" long />
        <Text {...filled} name="notice.retention" label="How long the notice is kept" long />
        <Tick {...filled} name="consentRequired" label="The law requires consent" />
        <Text {...filled} name="consentCondition" label="Condition of consent" long />
        <Text {...filled} name="enforcement" label="Enforced by" long />
        <Text {...filled} name="coverage.who" label="Who is covered" long />
        <Text {...filled} name="coverage.monitored" label="What is covered" long />
        <Text {...filled} name="coverage.locationTest" label="Where it applies" long />
        <Text {...filled} name="exceptions" label="Exceptions, each on a line of its own" long />
        <Text {...filled} name="controls" label="Controls, each on a line of its own" long />
      </Disclosure>
      <Disclosure summary="Citations, sources and notes">
        {numbered(places.citations).map((index) => (
          <CitationFields {...filled} key={index} index={index} isSpare={index === places.citations - 1} />
        ))}
        <Text {...filled} name="sources" label="Sources, each address on a line of its own" long />
        <Text {...filled} name="notes" label="Open notes, each on a line of its own" long />
        <Select
          {...filled}
          name="confidence"
          label="The row as a whole is"
          options={[
            { value: "sourced", label: "Sourced" },
            { value: "memory", label: "From memory" },
          ]}
        />
        <Text {...filled} name="asOf" label="As of (year and month)" />
      </Disclosure>
    </>
  );
}

function CitationFields({ index, isSpare, ...filled }: FilledIn & { index: number; isSpare: boolean }) {
  const which = isSpare ? "New citation" : `Citation ${index + 1}`;
  const name = (part: string) => `citation.${index}.${part}`;
  return (
    <Group legend={which}>
      <Text {...filled} name={name("cite")} label={`${which}: where`} />
      <Text {...filled} name={name("title")} label={`${which}: what it says`} long />
      <Text {...filled} name={name("effective")} label={`${which}: in effect since`} />
      <Select
        {...filled}
        name={name("basis")}
        label={`${which}: looked up?`}
        options={[
          { value: "sourced", label: "Sourced" },
          { value: "memory", label: "From memory" },
        ]}
      />
      <Text {...filled} name={name("source")} label={`${which}: address of the source`} />
    </Group>
  );
}

function Group({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-4 rounded-control border border-line p-4">
      <legend className="float-left w-full font-semibold">{legend}</legend>
      {children}
    </fieldset>
  );
}

type Named = FilledIn & { name: string; label: string };

function Text({ values, errors, name, label, long }: Named & { long?: boolean }) {
  const value = values[name];
  const lines = Math.min(12, Math.max(2, ...[(value ?? "").split("\n").length, (value ?? "").length / 70]));
  return (
    <Field name={name} label={label} error={errors[name]}>
      {(control) =>
        long ? (
          <textarea {...control} rows={Math.ceil(lines)} defaultValue={value} />
        ) : (
          <input {...control} defaultValue={value} autoComplete="off" />
        )
      }
    </Field>
  );
}

function Select({
  values,
  errors,
  name,
  label,
  options,
}: Named & { options: { value: string; label: string }[] }) {
  return (
    <Field name={name} label={label} error={errors[name]}>
      {(control) => (
        <select {...control} defaultValue={values[name]}>
          {options.map((each) => (
            <option key={each.value} value={each.value}>
              {each.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Tick({ values, name, label, children }: Named & { children?: ReactNode }) {
  return (
    <label className="flex min-h-8 cursor-pointer items-start gap-3">
      <input
        id={name}
        type="checkbox"
        name={name}
        defaultChecked={values[name] === "on"}
        className="mt-1 size-5 shrink-0 accent-accent"
      />
      <span>
        <span className="font-medium">{label}</span>
        {children && <span className="block text-muted text-sm">{children}</span>}
      </span>
    </label>
  );
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
