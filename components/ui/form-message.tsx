"use client";

import { useEffect, useRef } from "react";
import { classNames } from "./class-names.ts";
import type { FormState } from "./form-state.ts";

/**
 * Why a form was refused, in place; the focus goes to the first field that is not right. What was done is announced
 * by the form and seen on the page. A sentence that stands at its field is not shown twice.
 */
export function FormMessage({ state }: { state: FormState }) {
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (state.status !== "refused") return;
    const wrong = box.current?.closest("form")?.querySelector('[aria-invalid="true"]');
    if (wrong instanceof HTMLElement) wrong.focus();
  }, [state]);
  if (state.status !== "refused") return null;
  const isAtItsField = Object.values(state.errors ?? {}).some((error) => error === state.message);
  return (
    <p
      ref={box}
      role="alert"
      className={classNames(
        "rounded-control border border-danger bg-danger-soft px-3 py-2 text-danger",
        isAtItsField && "in-[form:has([aria-invalid=true])]:sr-only",
      )}
    >
      {state.message ?? "That did not work. Nothing was changed."}
    </p>
  );
}
