"use client";

import type { Platform } from "../../domain/directive/schema.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Link } from "../ui/link.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Time } from "../ui/time.tsx";
import { PLATFORM_WORDS } from "./platform-words.ts";

type LinkAnswerProps = {
  request: {
    userCode: string;
    name: string;
    platform: Platform;
    serial: string;
    askedAt: number;
    /** An exemption of theirs is of other computers. */
    isBesideExemption: boolean;
  };
  /** Receives `userCode` and `approved` (yes, no). */
  action: FormAction;
};

/** The computer that asks, beside its code, and the two answers at equal weight. */
export function LinkAnswer({ request, action }: LinkAnswerProps) {
  return (
    <ActionForm action={action} aria-label="Link this computer">
      {(state) => (
        <Card title="Is this your computer?">
          <FormMessage state={state} />
          <p>
            Check that the computer in front of you shows this very code. If somebody sent you the code,
            refuse: it may be their computer.
          </p>
          <p className="font-mono font-semibold text-3xl tracking-widest">{request.userCode}</p>
          <DefinitionList
            entries={[
              { term: "Name", value: request.name },
              { term: "System", value: PLATFORM_WORDS[request.platform] },
              { term: "Serial number", value: request.serial },
              { term: "Asked at", value: <Time at={request.askedAt} format="seconds" /> },
            ]}
          />
          {request.isBesideExemption && (
            <p>
              You have an exemption that names other computers and does not cover this one: if it should,{" "}
              <Link href="/exemptions/apply" className="text-accent underline underline-offset-4">
                apply again
              </Link>{" "}
              once this one is linked.
            </p>
          )}
          <input type="hidden" name="userCode" value={request.userCode} />
          <div className="grid max-w-md grid-cols-2 gap-3">
            <SubmitButton weight="neutral" name="approved" value="yes" pendingLabel="Linking…">
              Link it
            </SubmitButton>
            <SubmitButton weight="neutral" name="approved" value="no" pendingLabel="Refusing…">
              Not mine
            </SubmitButton>
          </div>
        </Card>
      )}
    </ActionForm>
  );
}
