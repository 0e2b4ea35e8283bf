"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { useTellDone } from "../ui/done-region.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { formatCount } from "../ui/quantity.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type ConfirmDeletionProps = {
  action: FormAction;
  records: number;
  /** What was chosen and what was shown of it: this and no more is deleted. */
  fields: Readonly<Record<string, string>>;
  /** Where nothing is chosen yet. */
  back: string;
};

/** Deletes what is shown above it. */
export function ConfirmDeletion({ action, records, fields, back }: ConfirmDeletionProps) {
  const tell = useTellDone();
  return (
    <ActionForm
      action={action}
      aria-label="Delete"
      className="grid gap-4"
      onDone={({ message }) => tell(message ?? "Deleted.")}
    >
      {(state) => (
        <>
          <FormMessage state={state} />
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <div className="flex flex-wrap gap-3">
            <SubmitButton weight="danger" pendingLabel="Deleting…">
              Delete {records === 1 ? "this record" : `these ${formatCount(records, "record")}`} for good
            </SubmitButton>
            <LinkButton href={back}>Delete nothing</LinkButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
