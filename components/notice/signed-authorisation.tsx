"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Time } from "../ui/time.tsx";

type SignedAuthorisationProps = {
  code: string;
  placeName: string;
  statement: string;
  /** Milliseconds since the epoch. */
  signedAt: number;
  /** Receives `jurisdiction`. */
  withdrawAction: FormAction;
};

/** An authorisation that stands, and the one button that takes it back. */
export function SignedAuthorisation(props: SignedAuthorisationProps) {
  const { code, placeName, statement, signedAt, withdrawAction } = props;
  return (
    <Card title={`You signed a written authorisation for ${placeName}`}>
      <p>
        On <Time at={signedAt} />. You can take it back at any time, without a reason. If you do, nothing is
        collected from then on.
      </p>
      <Disclosure summary="What you signed">
        <blockquote className="max-w-prose border-edge border-l-4 pl-4">{statement}</blockquote>
      </Disclosure>
      <ActionForm action={withdrawAction} className="grid justify-items-start gap-3">
        {(state) => (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="jurisdiction" value={code} />
            <SubmitButton weight="neutral" pendingLabel="Taking it back…">
              Take it back
            </SubmitButton>
          </>
        )}
      </ActionForm>
    </Card>
  );
}
