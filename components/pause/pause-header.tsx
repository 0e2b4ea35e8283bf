"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import { Menu } from "../ui/menu.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Countdown } from "./countdown.tsx";
import type { PauseProps } from "./pause-props.ts";
import { PauseWatch } from "./pause-watch.tsx";
import { ResumeForm } from "./resume-form.tsx";

/** Pause on every page, small enough for the header. It also speaks for the whole page. */
export function PauseHeader(props: PauseProps) {
  const { pause, serverNow } = props;
  return (
    <>
      <PauseWatch pause={pause} serverNow={serverNow} />
      {pause ? (
        <Menu
          label={
            <span className="inline-flex items-center gap-1.5">
              <PauseSign />
              <span className="sr-only sm:not-sr-only">Paused</span>{" "}
              <Countdown endsAt={pause.endsAt} serverNow={serverNow} />
            </span>
          }
        >
          <ResumeForm
            action={props.resumeAction}
            aria-label="Resume from the header"
            className="grid gap-3"
          />
        </Menu>
      ) : (
        <Menu label="Pause" name="Pause collection">
          <StartForm {...props} />
        </Menu>
      )}
    </>
  );
}

/** In the place of the word, where there is no room for it. */
function PauseSign() {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3 sm:hidden">
      <path d="M4 2v8M8 2v8" fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}

function StartForm({ startAction, lengths }: PauseProps) {
  return (
    <ActionForm action={startAction} aria-label="Pause from the header" className="grid gap-2">
      {(state) => (
        <>
          <FormMessage state={state} />
          <p className="text-muted text-sm">Stop at once, for</p>
          {lengths.map((seconds) => (
            <SubmitButton
              key={seconds}
              weight="neutral"
              name="seconds"
              value={String(seconds)}
              pendingLabel="Pausing…"
            >
              {formatDuration(seconds)}
            </SubmitButton>
          ))}
        </>
      )}
    </ActionForm>
  );
}
