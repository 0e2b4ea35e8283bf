import { type ReactNode, useId } from "react";

type SwitchProps = { name: string; label: ReactNode; on?: boolean; children?: ReactNode };

/** Spread, because a native checkbox has its own checked state: an `aria-checked` beside it would contradict it. */
const NATIVE_SWITCH = { type: "checkbox", role: "switch" } as const;

/**
 * A native checkbox that says it is a switch, so it works in a form without scripts. Its state is
 * also written as a word, since a knob's side is not plain to everyone.
 */
export function Switch({ name, label, on = false, children }: SwitchProps) {
  const base = useId();
  return (
    <label className="group flex cursor-pointer items-start justify-between gap-4 py-3">
      <span className="grid min-w-0 gap-0.5">
        <span id={`${base}-label`} className="font-medium">
          {label}
        </span>
        {children && (
          <span id={`${base}-more`} className="text-muted text-sm">
            {children}
          </span>
        )}
      </span>
      <span className="flex shrink-0 items-center gap-2">
        <span aria-hidden className="text-muted text-sm">
          <span className="group-has-checked:hidden">Off</span>
          <span className="hidden group-has-checked:inline">On</span>
        </span>
        <input
          {...NATIVE_SWITCH}
          name={name}
          defaultChecked={on}
          aria-labelledby={`${base}-label`}
          aria-describedby={children ? `${base}-more` : undefined}
          className="relative h-7 w-12 cursor-pointer appearance-none rounded-full border-2 border-edge bg-surface transition-colors before:absolute before:top-1 before:left-1 before:size-4 before:rounded-full before:bg-edge before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-5 checked:before:bg-on-accent forced-colors:before:bg-[ButtonText] forced-colors:checked:bg-[Highlight]"
        />
      </span>
    </label>
  );
}
