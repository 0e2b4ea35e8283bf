import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";
import { FieldError } from "./field.tsx";

type RadioGroupProps = {
  name: string;
  legend: ReactNode;
  options: { value: string; label: string }[];
  /** Nothing is chosen unless this says so. */
  chosen?: string;
  error?: string;
  children?: ReactNode;
};

/** The id of the first radio of a group, to which an error summary links. */
export function firstRadioId(name: string): string {
  return `${name}.first`;
}

const SHORT_LETTERS = 12;

/** Two short answers stand beside each other on a phone, too; longer ones would break there. */
function columns(options: RadioGroupProps["options"]): string {
  if (options.length > 2) return "sm:grid-cols-3";
  return options.every(({ label }) => label.length <= SHORT_LETTERS) ? "grid-cols-2" : "sm:grid-cols-2";
}

/** One question, its explanation, and answers side by side at equal weight. */
export function RadioGroup({ name, legend, options, chosen, error, children }: RadioGroupProps) {
  const base = useId();
  const described = [children ? `${base}-more` : "", error ? `${base}-error` : ""].filter(Boolean).join(" ");
  return (
    <fieldset aria-describedby={described || undefined} className="grid gap-3">
      <legend className="float-left w-full font-semibold">{legend}</legend>
      {children && (
        <div id={`${base}-more`} className="grid gap-2">
          {children}
        </div>
      )}
      {error && <FieldError id={`${base}-error`}>{error}</FieldError>}
      <div className={classNames("grid gap-3", columns(options))}>
        {options.map(({ value, label }, index) => (
          <label
            key={value}
            className="flex min-h-12 cursor-pointer items-center gap-3 rounded-control border border-edge bg-surface px-3 py-2 font-medium hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-checked:outline-1 has-checked:outline-accent has-focus-visible:outline-3 has-focus-visible:outline-offset-2"
          >
            <input
              id={index === 0 ? firstRadioId(name) : undefined}
              type="radio"
              name={name}
              value={value}
              defaultChecked={value === chosen}
              aria-invalid={error ? true : undefined}
              className="size-5 shrink-0 accent-accent focus-visible:outline-none"
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
