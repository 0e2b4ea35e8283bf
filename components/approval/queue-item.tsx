"use client";

import type { ChangeEvent } from "react";
import type { QueueRow } from "../../domain/exemption/schema/queue.ts";
import { type ScopeNames, scopeInWords } from "../exemption/scope-words.ts";
import { GROUND_WORDS } from "../exemption/words.ts";
import { Badge } from "../ui/badge.tsx";
import { Link } from "../ui/link.tsx";
import { Time } from "../ui/time.tsx";
import { TimeZoneProvider, useTimeZone } from "../ui/time-zone-provider.tsx";
import { reasonsOf, urgencyOf } from "./urgency.ts";

type QueueItemProps = {
  row: QueueRow;
  names: ScopeNames;
  /** Milliseconds. */
  now: number;
  /** Whether it can be chosen together with others, and is. */
  choice: { isChosen: boolean } | null;
  onChoose?: (event: ChangeEvent<HTMLInputElement>) => void;
};

/** The name of the field that chooses a step. */
export function chosenField({ requestId, stage, group }: QueueRow): string {
  return `step.${requestId}.${stage}.${group}`;
}

/** One request that waits: whose, on what ground, for which of their days, until when, and why it is the reader's. */
export function QueueItem({ row, names, now, choice, onChoose }: QueueItemProps) {
  const { requestId, applicant, department, timeZone, ground, stage, dueAt, scope } = row;
  const urgency = urgencyOf(row, now, useTimeZone());
  return (
    <li className="flex gap-3 border-line border-b py-4 last:border-0">
      {choice && (
        <input
          type="checkbox"
          name={chosenField(row)}
          value={applicant}
          defaultChecked={choice.isChosen}
          onChange={onChoose}
          aria-label={`Choose ${applicant}, ${GROUND_WORDS[ground].name}`}
          className="mt-1 size-5 shrink-0 accent-accent"
        />
      )}
      <div className="grid min-w-0 grow gap-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h3>
            <Link
              href={`/approvals/${requestId}`}
              className="font-semibold text-accent underline underline-offset-4"
            >
              {applicant}: {GROUND_WORDS[ground].name}
            </Link>
          </h3>
          <span className="flex flex-wrap gap-2">
            {stage === "appeal" && <Badge tone="accent">Appeal</Badge>}
            <Badge tone={urgency.tone}>{urgency.text}</Badge>
          </span>
        </div>
        <p className="max-w-prose">{scopeInWords(scope, names)}</p>
        <p className="text-muted text-sm">
          <TimeZoneProvider timeZone={timeZone}>
            <Time at={scope.from} format="date" /> to <Time at={scope.until - 1} format="date" />
          </TimeZoneProvider>{" "}
          · {department}
          {!row.asked && (
            <>
              {" "}
              · {row.phase === "overdue" ? "was due" : "due"} <Time at={dueAt} />
            </>
          )}
        </p>
        {reasonsOf(row).map((each) => (
          <p key={each} className="max-w-prose text-sm">
            {each}
          </p>
        ))}
      </div>
    </li>
  );
}
