import {
  type AskedSearch,
  type SearchField,
  UNNAMED,
  UNNAMED_ID,
} from "../../domain/activity/rules/record-search.ts";
import { Button } from "../ui/button.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { RECORDS } from "./addresses.ts";

type Choice = { readonly id: string; readonly name: string };

type RecordSearchFormProps = {
  asked: AskedSearch;
  errors: Partial<Record<SearchField, string>>;
  applications: readonly Choice[];
  devices: readonly Choice[];
};

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  id: String(hour),
  name: `${hour}:00 to ${hour}:59`,
}));
const KINDS = [
  { id: "pointer", name: "With the pointer" },
  { id: "keyboard", name: "With the keyboard" },
  { id: "application", name: "With the application's name" },
];

/** By days, application, computer, hour and kind. A GET form, so that every search has an address. */
export function RecordSearchForm({ asked, errors, applications, devices }: RecordSearchFormProps) {
  const isRefused = Object.keys(errors).length > 0;
  return (
    <>
      {isRefused && <ErrorSummary state={{ status: "refused", errors }} />}
      <form method="get" action={RECORDS} aria-label="Search" className="grid gap-4" noValidate>
        <div className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <DayField name="from" label="First day" asked={asked} errors={errors} />
          <DayField name="to" label="Last day" asked={asked} errors={errors} />
          <ChoiceField
            name="hour"
            label="Hour of the day"
            every="Any hour"
            choices={HOURS}
            asked={asked}
            errors={errors}
          />
          <ChoiceField
            name="application"
            label="Application"
            every="Any application"
            choices={[...applications, { id: UNNAMED_ID, name: UNNAMED }]}
            asked={asked}
            errors={errors}
          />
          <ChoiceField
            name="device"
            label="Computer"
            every="Any computer"
            choices={devices}
            asked={asked}
            errors={errors}
          />
          <ChoiceField
            name="category"
            label="Kind"
            every="Any kind"
            choices={KINDS}
            asked={asked}
            errors={errors}
          />
        </div>
        <div className="flex flex-wrap gap-3">
          <Button type="submit">Search</Button>
          <LinkButton href={RECORDS}>Show all</LinkButton>
        </div>
      </form>
    </>
  );
}

type FieldProps = {
  name: SearchField;
  label: string;
  asked: AskedSearch;
  errors: Partial<Record<SearchField, string>>;
};

// Keyed by what was asked for: a page of another search must not keep what a field holds now.
function DayField({ name, label, asked, errors }: FieldProps) {
  return (
    <Field name={name} label={label} error={errors[name]}>
      {(control) => <input key={asked[name]} type="date" defaultValue={asked[name]} {...control} />}
    </Field>
  );
}

type ChoiceFieldProps = FieldProps & { every: string; choices: readonly Choice[] };

function ChoiceField({ name, label, every, choices, asked, errors }: ChoiceFieldProps) {
  return (
    <Field name={name} label={label} error={errors[name]}>
      {(control) => (
        <select key={asked[name]} defaultValue={asked[name]} {...control}>
          <option value="">{every}</option>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
