import type { FormAction } from "../ui/form-state.ts";
import { DeedForm } from "./deed-form.tsx";

/** Throws a draft away, in two presses. */
export function DiscardDraft({ action }: { action: FormAction }) {
  return (
    <DeedForm
      summary="Throw this draft away"
      button="Throw it away"
      pendingLabel="Throwing it away…"
      fields={{}}
      action={action}
    >
      <p>What you wrote and the files that you attached to it are deleted. Nothing else changes.</p>
    </DeedForm>
  );
}
