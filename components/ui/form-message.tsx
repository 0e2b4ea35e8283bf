import type { FormState } from "./form-state.ts";

/** Why a form was refused, in place. What was done is announced by the form and seen on the page. */
export function FormMessage({ state }: { state: FormState }) {
  if (state.status !== "refused") return null;
  return (
    <p role="alert" className="rounded-control border border-danger bg-danger-soft px-3 py-2 text-danger">
      {state.message ?? "That did not work. Nothing was changed."}
    </p>
  );
}
