"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { NoMoreLater } from "./no-more-later.tsx";

type AcknowledgeNoticeProps = {
  noticeId: string;
  noticeHash: string;
  deferralsLeft: number;
  /** Receives `noticeHash`. */
  acknowledgeAction: FormAction;
  /** Receives `noticeHash`. */
  laterAction: FormAction;
  /** Called once with the notice's id when its end has come into view. */
  seenAction: (noticeId: string) => Promise<void>;
};

/** The end of a notice: "I was given this", which is not consent, or later. */
export function AcknowledgeNotice(props: AcknowledgeNoticeProps) {
  const { noticeId, noticeHash, deferralsLeft, seenAction } = props;
  const end = useRef<HTMLDivElement>(null);
  const tell = useEffectEvent(() => {
    // Being seen is a fact for the record; failing to record it must not disturb the reader.
    seenAction(noticeId).catch(() => undefined);
  });
  useEffect(() => {
    const watched = end.current;
    if (!watched) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      tell();
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={end}>
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
          {deferralsLeft > 0 && (
            <ActionForm action={props.laterAction} className="grid gap-3">
              {(state) => (
                <>
                  <FormMessage state={state} />
                  <input type="hidden" name="noticeHash" value={noticeHash} />
                  <SubmitButton weight="quiet" pendingLabel="Putting it off…">
                    Ask me later ({deferralsLeft} left)
                  </SubmitButton>
                </>
              )}
            </ActionForm>
          )}
        </div>
        {deferralsLeft === 0 && <NoMoreLater />}
      </Card>
    </div>
  );
}
