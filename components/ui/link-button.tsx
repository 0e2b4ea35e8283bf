import type { ComponentProps } from "react";
import { type ButtonSize, type ButtonWeight, buttonStyle } from "./button-style.ts";
import { Link } from "./link.tsx";

type LinkButtonProps = ComponentProps<typeof Link> & { weight?: ButtonWeight; size?: ButtonSize };

/** A link that weighs as much as a button. It goes somewhere; it never changes anything. */
export function LinkButton({ weight = "neutral", size, className, ...rest }: LinkButtonProps) {
  return <Link className={buttonStyle(weight, size, className)} {...rest} />;
}
