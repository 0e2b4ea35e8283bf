import { type ReactNode, useId } from "react";
import { FieldError } from "../ui/field.tsx";

type ChoiceListProps = {
  name: string;
  legend: string;
  hint?: ReactNode;
  error?: string;
  options: readonly { readonly value: string; readonly label: string }[];
  chosen: readonly string[];
};

/** Some of a list. The first box has the list's name as its id: the error summary leads there. */
export function ChoiceList({ name, legend, hint, error, options, chosen }: ChoiceListProps) {
  const base = useId();
  const described = [hint ? `${base}-hint` : "", error ? `${base}-error` : ""].filter(Boolean).join(" ");
  return (
    <fieldset aria-describedby={described || undefined} className="grid min-w-0 gap-1.5">
      <legend className="float-left w-full font-medium">{legend}</legend>
      {hint && (
        <p id={`${base}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      )}
      {error && <FieldError id={`${base}-error`}>{error}</FieldError>}
      <div className="flex flex-wrap gap-x-6 gap-y-1">
        {options.map(({ value, label }, index) => (
          <Tick
            key={value}
            id={index === 0 ? name : undefined}
            name={name}
            value={value}
            isTicked={chosen.includes(value)}
            isWrong={error !== undefined}
          >
            {label}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}

type TickProps = {
  id?: string;
  name: string;
  value?: string;
  isTicked: boolean;
  isWrong: boolean;
  describedBy?: string;
  children: ReactNode;
};

/** One box to tick, large enough for a thumb. */
export function Tick({ id, name, value, isTicked, isWrong, describedBy, children }: TickProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-2.5">
      <input
        id={id}
        type="checkbox"
        name={name}
        value={value}
        defaultChecked={isTicked}
        aria-invalid={isWrong || undefined}
        aria-describedby={describedBy}
        className="size-5 shrink-0 accent-accent"
      />
      <span className="min-w-0">{children}</span>
    </label>
  );
}
