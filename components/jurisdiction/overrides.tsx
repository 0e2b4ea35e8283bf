"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Badge } from "../ui/badge.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Time } from "../ui/time.tsx";

/** An override as it is shown. */
export type ShownOverride = {
  id: string;
  grounds: string;
  proposed: { by: string | null; at: Date };
  isOwn: boolean;
  until: Date;
  approved: { by: string | null; at: Date } | null;
  ended: { by: string | null; at: Date; reason: string } | null;
  state: "waiting" | "in-force" | "ended" | "over" | "lapsed";
};

const STATES = {
  waiting: "Waits for a second legal reviewer",
  "in-force": "In force: the block is lifted",
  ended: "Ended",
  over: "Over",
  lapsed: "Over, and never approved",
} as const;

const TONES = {
  waiting: "accent",
  "in-force": "danger",
  ended: "plain",
  over: "plain",
  lapsed: "plain",
} as const;

type OverridesProps = {
  overrides: readonly ShownOverride[];
  /** Receives `overrideId`. */
  approveAction: FormAction;
  /** Receives `overrideId` and `reason.{overrideId}`. */
  endAction: FormAction;
};

/** Every override of a blocked place, with what can be done about it. */
export function Overrides({ overrides, approveAction, endAction }: OverridesProps) {
  return (
    <ul className="grid gap-6">
      {overrides.map((each) => (
        <li key={each.id} className="grid gap-2 rounded-control border border-line p-4">
          <p>
            <Badge tone={TONES[each.state]}>{STATES[each.state]}</Badge>
          </p>
          <p className="max-w-prose whitespace-pre-line">{each.grounds}</p>
          <p className="text-muted text-sm">
            It ends by itself on <Time at={each.until.getTime()} format="moment" />. Proposed by{" "}
            {each.proposed.by ?? "somebody"}, <Time at={each.proposed.at.getTime()} format="moment" />.
            {each.approved && (
              <>
                {" "}
                Approved by {each.approved.by ?? "somebody"},{" "}
                <Time at={each.approved.at.getTime()} format="moment" />.
              </>
            )}
            {each.ended && (
              <>
                {" "}
                Ended by {each.ended.by ?? "somebody"}, <Time at={each.ended.at.getTime()} format="moment" />:{" "}
                {each.ended.reason}
              </>
            )}
          </p>
          {each.state === "waiting" && <Approve override={each} action={approveAction} />}
          {(each.state === "waiting" || each.state === "in-force") && (
            <End override={each} action={endAction} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Approve({ override, action }: { override: ShownOverride; action: FormAction }) {
  if (override.isOwn)
    return <p className="font-medium">You proposed this, so another legal reviewer has to approve it.</p>;
  return (
    <ActionForm action={action} className="grid justify-items-start gap-3" aria-label="Approve the override">
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="overrideId" value={override.id} />
          <SubmitButton weight="neutral" pendingLabel="Approving…">
            Approve: lift the block until then
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}

function End({ override, action }: { override: ShownOverride; action: FormAction }) {
  const { id, state } = override;
  return (
    <ActionForm
      action={action}
      className="grid max-w-prose gap-3"
      aria-label={state === "in-force" ? "End the override" : "Reject the override"}
    >
      {(answer) => (
        <>
          <FormMessage state={answer} />
          <input type="hidden" name="overrideId" value={id} />
          <Field
            name={`reason.${id}`}
            label={state === "in-force" ? "Why it ends" : "Your reason for rejecting it"}
            error={answer.errors?.reason}
          >
            {(control) => (
              <input {...control} defaultValue={answer.values?.[`reason.${id}`]} autoComplete="off" />
            )}
          </Field>
          <div>
            <SubmitButton
              weight={state === "in-force" ? "danger" : "neutral"}
              pendingLabel={state === "in-force" ? "Ending…" : "Rejecting…"}
            >
              {state === "in-force" ? "End it: the place is blocked again" : "Reject"}
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}

type ProposeOverrideProps = {
  code: string;
  /** The first and the last day on which it may end, as YYYY-MM-DD. */
  first: string;
  last: string;
  /** Receives `code`, `grounds` and `until` (a day). */
  action: FormAction;
};

/** Counsel's grounds and an end: what a second person then approves or rejects. */
export function ProposeOverride({ code, first, last, action }: ProposeOverrideProps) {
  return (
    <ActionForm action={action} className="grid max-w-prose gap-4" aria-label="Propose an override">
      {(state) => (
        <>
          <h3 className="font-medium">Propose an override</h3>
          <ErrorSummary state={state} />
          <input type="hidden" name="code" value={code} />
          <Field
            name="grounds"
            label="Counsel's grounds"
            hint="Why collection is lawful here all the same, and what that rests on. It cannot be changed later."
            error={state.errors?.grounds}
          >
            {(control) => <textarea {...control} rows={4} defaultValue={state.values?.grounds} />}
          </Field>
          <Field
            name="until"
            label="Last day"
            hint="The override ends by itself when that day is over where you are. At most a year from now."
            error={state.errors?.until}
          >
            {(control) => (
              <input {...control} type="date" min={first} max={last} defaultValue={state.values?.until} />
            )}
          </Field>
          <div>
            <SubmitButton weight="neutral" pendingLabel="Proposing…">
              Propose the override
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
