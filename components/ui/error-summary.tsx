"use client";

import { useEffect, useRef } from "react";
import type { FormState } from "./form-state.ts";

type ErrorSummaryProps = {
  state: FormState;
  /** The id of the element to go to for a field's name; the name itself unless given. */
  idOf?: (field: string) => string;
  /** What a field is called, where its message alone does not tell it from the others. */
  nameOf?: (field: string) => string | undefined;
};

/** What is missing, as links to the fields (GOV.UK pattern). It takes the focus when it appears. */
export function ErrorSummary({ state, idOf = (field) => field, nameOf }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.status === "refused") box.current?.focus();
  }, [state]);
  if (state.status !== "refused") return null;
  const errors = Object.entries(state.errors ?? {});
  const isSaidBelow = errors.some(([, message]) => message === state.message);
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      className="grid gap-2 rounded-card border-2 border-danger bg-danger-soft p-4"
    >
      <h2 className="font-semibold text-lg">
        {errors.length > 0 ? "Something is missing or not right" : "Not saved"}
      </h2>
      {state.message !== undefined && !isSaidBelow && <p>{state.message}</p>}
      <ul className="grid gap-1">
        {errors.map(([field, message]) => (
          <li key={field}>
            <a href={`#${idOf(field)}`} className="text-danger underline underline-offset-4">
              {[nameOf?.(field), message].filter(Boolean).join(": ")}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
