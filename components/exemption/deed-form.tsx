"use client";

import type { ReactNode } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { useTellDone } from "../ui/done-region.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type DeedFormProps = {
  /** What opens it, what it does, and the button that does it. */
  summary: string;
  children: ReactNode;
  button: string;
  pendingLabel: string;
  fields: Readonly<Record<string, string>>;
  action: FormAction;
};

/** Something that cannot be taken back, in two presses, with or without scripts. */
export function DeedForm({ summary, children, button, pendingLabel, fields, action }: DeedFormProps) {
  const tellDone = useTellDone();
  return (
    <Disclosure summary={summary}>
      <ActionForm
        action={action}
        onDone={({ message = "Done." }) => tellDone(message)}
        aria-label={summary}
        className="grid max-w-prose gap-3"
      >
        {(state) => (
          <>
            <FormMessage state={state} />
            {Object.entries(fields).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            {children}
            <div>
              <SubmitButton weight="danger" pendingLabel={pendingLabel}>
                {button}
              </SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
    </Disclosure>
  );
}
