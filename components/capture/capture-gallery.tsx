"use client";

import { type ReactNode, useActionState } from "react";
import { FormMessage } from "../ui/form-message.tsx";
import { type FormAction, IDLE } from "../ui/form-state.ts";
import { formatTime, UNKNOWN_TIME_ZONE } from "../ui/time-zone.ts";
import { type Capture, CaptureTile } from "./capture-tile.tsx";

type CaptureGalleryProps = {
  captures: Capture[];
  now: number;
  /** The ids of those that wait for an answer. */
  contested: readonly string[];
  remove: FormAction;
  /** What stands where there are none. */
  children: ReactNode;
};

/** A person's pictures by day, as they are given: newest first. It stays when the last one goes, and has the focus then. */
export function CaptureGallery({ captures, now, contested, remove, children }: CaptureGalleryProps) {
  const unscripted = useActionState(remove, IDLE);
  const [answer] = unscripted;
  const days = [...new Set(captures.map(({ day }) => day))];
  return (
    <section
      data-captures
      tabIndex={-1}
      aria-label="Your screen pictures"
      className="grid gap-6 focus-visible:outline-offset-4"
    >
      {answer.status === "done" && <p className="font-semibold">{answer.message}</p>}
      <FormMessage state={answer} />
      {days.map((day) => (
        <div key={day} className="grid gap-3">
          <h2 className="font-semibold text-lg">
            {formatTime(Date.parse(`${day}T12:00:00Z`), "date", UNKNOWN_TIME_ZONE)}
          </h2>
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {captures
              .filter((each) => each.day === day)
              .map((capture) => (
                <CaptureTile
                  key={capture.id}
                  capture={capture}
                  now={now}
                  isContested={contested.includes(capture.id)}
                  remove={remove}
                  unscripted={unscripted}
                />
              ))}
          </ul>
        </div>
      ))}
      {captures.length === 0 && children}
    </section>
  );
}
