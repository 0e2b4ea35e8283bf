"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type AccountMenuProps = {
  withdraw: FormAction;
};

/** The end of the menu on every page: taking consent back takes as many clicks as giving it. */
export function AccountMenu({ withdraw }: AccountMenuProps) {
  return (
    <div className="grid gap-2 border-line border-t pt-3">
      <ActionForm action={withdraw} aria-label="Withdraw consent" className="grid gap-2">
        {(state) => (
          <>
            <FormMessage state={state} />
            <SubmitButton weight="neutral" pendingLabel="Withdrawing…">
              Withdraw all consent
            </SubmitButton>
            {state.status === "done" && <p className="text-sm">{state.message}</p>}
          </>
        )}
      </ActionForm>
      <form action="/sign-out" method="post" className="grid gap-2">
        <Button type="submit" weight="quiet">
          Sign out
        </Button>
        <Button type="submit" weight="quiet" formAction="/sign-out?everywhere">
          Sign out everywhere
        </Button>
      </form>
    </div>
  );
}
