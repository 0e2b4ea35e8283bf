import { classNames } from "./class-names.ts";

/**
 * `primary`: the one thing people came for. `neutral`: everything else, and both of two choices that
 * must weigh the same. `danger`: what cannot be taken back. `quiet`: beside text.
 */
export type ButtonWeight = "primary" | "neutral" | "danger" | "quiet";
export type ButtonSize = "normal" | "small";

const WEIGHTS: Record<ButtonWeight, string> = {
  primary: "border-accent bg-accent text-on-accent hover:border-accent-strong hover:bg-accent-strong",
  neutral: "border-edge bg-surface text-ink hover:bg-sunken",
  danger: "border-danger bg-surface text-danger hover:bg-danger-soft",
  quiet: "border-transparent bg-transparent text-accent underline underline-offset-4 hover:bg-accent-soft",
};

const SIZES: Record<ButtonSize, string> = {
  normal: "min-h-11 px-4 py-2",
  small: "min-h-8 px-3 py-1 text-sm",
};

/** Buttons and links that look alike. */
export function buttonStyle(weight: ButtonWeight, size: ButtonSize = "normal", className?: string): string {
  return classNames(
    "inline-flex items-center justify-center gap-2 rounded-control border text-center font-medium leading-tight",
    "transition-colors aria-disabled:cursor-progress aria-disabled:opacity-70",
    WEIGHTS[weight],
    SIZES[size],
    className,
  );
}
