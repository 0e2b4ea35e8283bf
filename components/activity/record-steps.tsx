import type { StoredRecord } from "../../domain/activity/rules/stored-record.ts";
import { stepSentence, stepTime } from "./step-sentence.ts";

/** Each step of a record as it is stored, and in a sentence what it means. */
export function RecordSteps({ steps, lapsed }: Pick<StoredRecord, "steps" | "lapsed">) {
  return (
    <>
      {lapsed.pointer && <p>What was done with the pointer is gone: the time that it is kept for is over.</p>}
      {lapsed.keyboard && (
        <p>What was done with the keyboard is gone: the time that it is kept for is over.</p>
      )}
      {steps.length === 0 ? (
        <p className="text-muted">No steps are stored in it.</p>
      ) : (
        <ol className="grid gap-2">
          {steps.map((step, place) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike and at the same time; they never move
              key={place}
              className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[4.5rem_1fr] lg:grid-cols-[4.5rem_1fr_1fr]"
            >
              <span className="text-muted text-sm tabular-nums">{stepTime(step.at)}</span>
              <span>{stepSentence(step)}</span>
              <code className="wrap-anywhere font-mono text-muted text-xs sm:col-start-2 lg:col-start-3 lg:pt-1">
                {JSON.stringify(step)}
              </code>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
