"use client";

import type { KeyboardEvent, MouseEvent } from "react";
import { GoingShort } from "../activity/going-words.tsx";
import { ActionForm, type Unscripted } from "../ui/action-form.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Link } from "../ui/link.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Time } from "../ui/time.tsx";
import { formatTime } from "../ui/time-zone.ts";
import { useTimeZone } from "../ui/time-zone-provider.tsx";
import { pictureAddress } from "./addresses.ts";
import { CapturePicture } from "./capture-picture.tsx";
import { HoldBack } from "./hold-back.tsx";

/** Times are milliseconds since the epoch. */
export type Capture = {
  id: string;
  takenAt: number;
  /** YYYY-MM-DD. */
  day: string;
  applicationName: string;
  deviceName: string;
  heldUntil: number;
  keptUntil: number;
  width: number;
  height: number;
};

type CaptureTileProps = {
  capture: Capture;
  now: number;
  isContested: boolean;
  remove: FormAction;
  unscripted: Unscripted;
};

/** One picture of the gallery: what it is, and its end with one key or a button. */
export function CaptureTile({ capture, now, isContested, remove, unscripted }: CaptureTileProps) {
  const { id, applicationName, deviceName, takenAt } = capture;
  const name = `Screen picture, ${applicationName}, ${formatTime(takenAt, "date-time", useTimeZone())}`;
  return (
    <li className="grid content-start gap-3 rounded-card border border-line bg-surface p-3">
      <Link
        href={pictureAddress(id)}
        data-capture="picture"
        aria-keyshortcuts="Delete Backspace"
        onKeyDown={deleteByKey}
        className="block overflow-hidden rounded-control border border-line"
      >
        <CapturePicture {...capture} alt={name} className="aspect-8/5 w-full" />
      </Link>
      <div className="grid gap-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span className="font-medium">{applicationName}</span>
          <Time at={takenAt} format="seconds" />
        </p>
        <p className="wrap-anywhere text-muted text-sm">{deviceName}</p>
        <p className="text-muted text-sm">
          <HoldBack until={capture.heldUntil} now={now} isContested={isContested} />
        </p>
        <p className="text-muted text-sm">
          <GoingShort at={capture.keptUntil} />
        </p>
      </div>
      <ActionForm action={remove} unscripted={unscripted} className="grid justify-items-start gap-2">
        {(state) => (
          <>
            {/* Without scripts the answer stands once, above all of them. */}
            {state !== unscripted[0] && <FormMessage state={state} />}
            <input type="hidden" name="captureId" value={id} />
            <SubmitButton
              weight="danger"
              size="small"
              pendingLabel="Deleting…"
              data-capture="button"
              aria-label={`Delete for good: ${name}`}
              onClick={moveOnFromButton}
            >
              Delete for good
            </SubmitButton>
          </>
        )}
      </ActionForm>
    </li>
  );
}

/** A key that is held down deletes one picture, not all of them. */
function deleteByKey(event: KeyboardEvent<HTMLAnchorElement>): void {
  if ((event.key !== "Delete" && event.key !== "Backspace") || event.repeat) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = event.currentTarget.closest("li")?.querySelector("form");
  moveOn(event.currentTarget);
  form?.requestSubmit();
}

function moveOnFromButton(event: MouseEvent<HTMLButtonElement>): void {
  moveOn(event.currentTarget);
}

/** What is focused will be gone: the focus goes to the same of the next picture, or else of the one before. */
function moveOn(from: HTMLElement): void {
  const gallery = from.closest<HTMLElement>("[data-captures]");
  const same = `[data-capture="${from.dataset.capture}"]`;
  const all = [...(gallery?.querySelectorAll<HTMLElement>(same) ?? [])];
  const place = all.indexOf(from);
  (all[place + 1] ?? all[place - 1] ?? gallery)?.focus();
}
