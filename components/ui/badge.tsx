import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

const TONES = {
  plain: "border-line bg-sunken text-ink",
  accent: "border-accent bg-accent-soft text-accent-strong",
  danger: "border-danger bg-danger-soft text-danger",
};

/** A state in one or two words. The word carries the meaning; the tone only helps the eye. */
export function Badge({ tone = "plain", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-sm",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
