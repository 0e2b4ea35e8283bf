"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import { Menu } from "../ui/menu.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Countdown } from "./countdown.tsx";
import type { PauseProps } from "./pause-props.ts";

/** Pause on every page, small enough for the header. */
export function PauseHeader({ pause, serverNow, startAction, resumeAction, lengths }: PauseProps) {
  if (pause) {
    return (
      <Menu
        label={
          <span className="inline-flex gap-1.5">
            Paused <Countdown endsAt={pause.endsAt} serverNow={serverNow} />
          </span>
        }
      >
        <ActionForm action={resumeAction} className="grid gap-3">
          {(state) => (
            <>
              <FormMessage state={state} />
              <SubmitButton weight="neutral" pendingLabel="Resuming…">
                Resume now
              </SubmitButton>
            </>
          )}
        </ActionForm>
      </Menu>
    );
  }
  return (
    <Menu label="Pause" name="Pause collection">
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
    </Menu>
  );
}
