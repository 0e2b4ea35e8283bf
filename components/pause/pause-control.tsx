"use client";

import { useEffect, useRef } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Time } from "../ui/time.tsx";
import { Countdown } from "./countdown.tsx";
import type { PauseProps } from "./pause-props.ts";
import { ResumeForm } from "./resume-form.tsx";

/** The home page's Pause: choose a length, or see the time left and resume early. */
export function PauseControl(props: PauseProps) {
  const { pause, serverNow } = props;
  const box = useRef<HTMLDivElement>(null);
  const paused = pause !== null;
  const before = useRef(paused);
  useEffect(() => {
    // The button that was pressed is gone; keyboard users stay here rather than fall to the top of the page.
    if (before.current !== paused && document.activeElement === document.body) box.current?.focus();
    before.current = paused;
  }, [paused]);
  return (
    <div ref={box} tabIndex={-1} className="grid gap-3">
      {pause ? (
        <>
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-semibold text-4xl tracking-tight">
              <Countdown endsAt={pause.endsAt} serverNow={serverNow} />
            </span>
            <span className="text-muted">
              left of your pause. It ends by itself at <Time at={pause.endsAt} format="seconds" />.
            </span>
          </p>
          <ResumeForm action={props.resumeAction} className="grid justify-items-start gap-3" />
        </>
      ) : (
        <StartForm {...props} />
      )}
    </div>
  );
}

function StartForm({ startAction, lengths }: PauseProps) {
  return (
    <ActionForm action={startAction} aria-label="Pause collection" className="grid gap-3">
      {(state) => (
        <>
          <FormMessage state={state} />
          <p className="font-medium">Pause collection for</p>
          <div className="flex flex-wrap gap-3">
            {lengths.map((seconds) => (
              <SubmitButton
                key={seconds}
                name="seconds"
                value={String(seconds)}
                pendingLabel="Pausing…"
                className="min-w-32 grow sm:grow-0"
              >
                {formatDuration(seconds)}
              </SubmitButton>
            ))}
          </div>
          <p className="text-muted text-sm">
            Collection stops at once on all your devices and starts again by itself. No one but you sees your
            pauses.
          </p>
        </>
      )}
    </ActionForm>
  );
}
