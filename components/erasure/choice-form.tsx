import {
  type AskedChoice,
  type ChoiceErrors,
  type ChoiceField,
  UNNAMED_ID,
} from "../../domain/erasure/rules/choice.ts";
import { isDay } from "../../lib/day.ts";
import { Button } from "../ui/button.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import { DELETE } from "./addresses.ts";

type Named = { readonly id: string; readonly name: string };

type ChoiceFormProps = {
  asked: AskedChoice;
  errors: ChoiceErrors;
  applications: readonly Named[];
  devices: readonly Named[];
  /** YYYY-MM-DD. */
  today: string;
};

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  id: String(hour),
  name: `${hour}:00 to ${hour}:59`,
}));

/** By days, hour, application and computer, in any combination. A GET form: it shows, and deletes nothing. */
export function ChoiceForm({ asked, errors, applications, devices, today }: ChoiceFormProps) {
  const field = (name: ChoiceField, label: string) => ({ name, label, asked, errors });
  return (
    <>
      {Object.keys(errors).length > 0 && <ErrorSummary state={{ status: "refused", errors }} />}
      <form method="get" action={DELETE} aria-label="What to delete" className="grid gap-4" noValidate>
        <div className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <DayField {...field("from", "First day")} max={today} />
          <DayField {...field("to", "Last day")} max={today} />
          <ChoiceSelect {...field("hour", "Hour of the day")} every="The whole day" choices={HOURS} />
          <ChoiceSelect
            {...field("application", "Application")}
            every="Every application"
            choices={[...applications, { id: UNNAMED_ID, name: "Application not recorded" }]}
          />
          <ChoiceSelect {...field("device", "Computer")} every="Every computer" choices={devices} />
        </div>
        <div>
          <Button type="submit">Show what this would delete</Button>
        </div>
      </form>
    </>
  );
}

type FieldProps = { name: ChoiceField; label: string; asked: AskedChoice; errors: ChoiceErrors };

// Keyed by what was asked for: a page of another choice must not keep what a field holds now.
function DayField({ name, label, asked, errors, max }: FieldProps & { max: string }) {
  return (
    <Field name={name} label={label} error={errors[name]}>
      {(control) => (
        <input
          key={asked[name]}
          type="date"
          max={max}
          defaultValue={isDay(asked[name]) ? asked[name] : ""}
          {...control}
        />
      )}
    </Field>
  );
}

function ChoiceSelect({
  name,
  label,
  asked,
  errors,
  every,
  choices,
}: FieldProps & { every: string; choices: readonly Named[] }) {
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
