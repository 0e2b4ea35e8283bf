import { type ReactNode, useId } from "react";

/** What a control must carry so that its label, hint and error are read with it. */
export type ControlProps = {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  className: string;
};

type FieldProps = {
  name: string;
  label: string;
  hint?: string;
  error?: string;
  /** Draws the control, e.g. `(control) => <input type="date" {...control} />`. */
  children: (control: ControlProps) => ReactNode;
};

export const CONTROL_STYLE =
  "min-h-11 w-full rounded-control border border-edge bg-surface px-3 py-2 aria-invalid:border-2 aria-invalid:border-danger";

/** Label, hint, error and control, tied together. The control's id is its name: the error summary links there. */
export function Field({ name, label, hint, error, children }: FieldProps) {
  const base = useId();
  const hintId = hint ? `${base}-hint` : undefined;
  const errorId = error ? `${base}-error` : undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={name} className="font-medium">
        {label}
      </label>
      {hint && (
        <p id={hintId} className="text-muted text-sm">
          {hint}
        </p>
      )}
      {error && <FieldError id={errorId}>{error}</FieldError>}
      {children({
        id: name,
        name,
        "aria-describedby": [hintId, errorId].filter(Boolean).join(" ") || undefined,
        "aria-invalid": error ? true : undefined,
        className: CONTROL_STYLE,
      })}
    </div>
  );
}

/** One field's error, marked by a word and not by colour alone. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="font-medium text-danger">
      <span className="sr-only">Error: </span>
      {children}
    </p>
  );
}
