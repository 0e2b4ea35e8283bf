import type { ComponentProps } from "react";
import { type ButtonSize, type ButtonWeight, buttonStyle } from "./button-style.ts";

type ButtonProps = ComponentProps<"button"> & { weight?: ButtonWeight; size?: ButtonSize };

/** A button that does something here; `type` is `button` unless said otherwise. */
export function Button({ weight = "primary", size, className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={buttonStyle(weight, size, className)} {...rest} />;
}
