"use client";

import { useState } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { DoneMessage } from "../ui/done-message.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { SendBackDraft } from "./send-back-draft.tsx";

type ApproveDraftProps = {
  draftId: string;
  revision: number;
  /** Whether it still waits: having sent it back, one cannot approve it any more. */
  isWaiting: boolean;
  /** What follows, in sentences. */
  consequences: string[];
  /** Receives `draftId` and `revision`. */
  action: FormAction;
  /** Receives `draftId`, `revision` and `reason`. */
  sendBack: FormAction;
};

/** The second person's decision: what follows from an approval, and the two buttons. */
export function ApproveDraft({
  draftId,
  revision,
  isWaiting,
  consequences,
  action,
  sendBack,
}: ApproveDraftProps) {
  const [done, setDone] = useState<string>();
  if (!isWaiting) return done && <DoneMessage>{done}</DoneMessage>;
  return (
    <Card title="This waits for your approval">
      <ul className="grid max-w-prose list-disc gap-1 pl-5 marker:text-muted">
        {consequences.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <ActionForm action={action} aria-label="Approval" className="grid gap-3">
        {(state) => (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="draftId" value={draftId} />
            <input type="hidden" name="revision" value={revision} />
            <div>
              <SubmitButton pendingLabel="Publishing…">Approve and publish</SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
      <SendBackDraft
        draftId={draftId}
        revision={revision}
        action={sendBack}
        onDone={({ message }) => setDone(message)}
      />
      <p className="max-w-prose text-muted text-sm">
        You can also change it yourself under “Write”. You are then one of its writers, and another legal
        reviewer approves it.
      </p>
    </Card>
  );
}
