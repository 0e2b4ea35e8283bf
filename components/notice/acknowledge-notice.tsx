"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { NoMoreLater } from "./no-more-later.tsx";
import { SeenWatch } from "./seen-watch.tsx";

type AcknowledgeNoticeProps = {
  noticeId: string;
  noticeHash: string;
  /** Receives `noticeHash`. */
  acknowledgeAction: FormAction;
  /** Where it can be put off: how often still, and what receives `noticeHash`. */
  later?: { left: number; action: FormAction };
  /** Called once with the notice's id when its end has come into view. */
  seenAction: (noticeId: string) => Promise<void>;
};

/** The end of a notice: "I was given this", which is not consent, or later. */
export function AcknowledgeNotice(props: AcknowledgeNoticeProps) {
  const { noticeId, noticeHash, later, seenAction } = props;
  return (
    <SeenWatch noticeId={noticeId} seenAction={seenAction}>
      <Card title="Were you given this notice?">
        <p className="max-w-prose text-muted">
          This only records that you were given it, with the time and the exact text. It allows nothing.
        </p>
        <div className="flex flex-wrap items-start gap-3">
          <ActionForm action={props.acknowledgeAction} className="grid gap-3">
            {(state) => (
              <>
                <FormMessage state={state} />
                <input type="hidden" name="noticeHash" value={noticeHash} />
                <SubmitButton pendingLabel="Recording…">I was given this notice</SubmitButton>
              </>
            )}
          </ActionForm>
          {later && later.left > 0 && (
            <ActionForm action={later.action} className="grid gap-3">
              {(state) => (
                <>
                  <FormMessage state={state} />
                  <input type="hidden" name="noticeHash" value={noticeHash} />
                  <SubmitButton weight="quiet" pendingLabel="Putting it off…">
                    Ask me later ({later.left} left)
                  </SubmitButton>
                </>
              )}
            </ActionForm>
          )}
        </div>
        {later?.left === 0 && <NoMoreLater />}
      </Card>
    </SeenWatch>
  );
}
