"use client";

import type { ComponentProps } from "react";
import { useSending } from "./action-form.tsx";
import { Button } from "./button.tsx";

type SubmitButtonProps = Omit<ComponentProps<typeof Button>, "name" | "value"> & {
  name?: string;
  value?: string;
  /** Said while the form is being sent by this very button, e.g. "Saving…". */
  pendingLabel: string;
};

/**
 * Sends its form, and says so meanwhile. While one is being sent no second one is, but the button stays
 * focusable: a disabled button would throw keyboard users back to the top of the page.
 */
export function SubmitButton({ pendingLabel, children, ...rest }: SubmitButtonProps) {
  const { pending, name, value } = useSending();
  const mine = pending && (rest.name ?? "") === (name ?? "") && (rest.value ?? "") === (value ?? "");
  return (
    <Button type="submit" {...rest} aria-disabled={pending || undefined}>
      {mine ? pendingLabel : children}
    </Button>
  );
}
