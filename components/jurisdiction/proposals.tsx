"use client";

import type { LawChange } from "../../domain/jurisdiction/rules/difference.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Badge } from "../ui/badge.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Time } from "../ui/time.tsx";
import { LawChanges, WhyItLoosens } from "./law-changes.tsx";

/** A proposal as it is shown. */
export type ShownProposal = {
  id: string;
  reason: string;
  source: string;
  proposedBy: string | null;
  at: Date;
  isOwn: boolean;
  state: "open" | "overtaken" | "approved" | "rejected" | "withdrawn";
  decision: { by: string | null; at: Date; reason: string } | null;
  changes: readonly LawChange[];
  loosens: readonly string[];
};

const STATES = {
  open: "Waits for a second legal reviewer",
  overtaken: "Overtaken",
  approved: "Approved",
  rejected: "Rejected",
  withdrawn: "Taken back",
} as const;

type ProposalsProps = {
  proposals: readonly ShownProposal[];
  /** Receives `proposalId`, `verdict` (approve or reject) and `reason.{proposalId}`. */
  action: FormAction;
};

/** Changes that somebody proposed: what each would do, and the decision of a second person. */
export function Proposals({ proposals, action }: ProposalsProps) {
  return (
    <ul className="grid gap-6">
      {proposals.map((each) => (
        <li key={each.id} className="grid gap-3 rounded-control border border-line p-4">
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Badge tone={each.state === "open" ? "accent" : "plain"}>{STATES[each.state]}</Badge>
            <span className="text-muted text-sm">
              {each.proposedBy ?? "An import"} proposed it on <Time at={each.at.getTime()} format="moment" />
            </span>
          </p>
          <p className="max-w-prose">
            <span className="font-medium">Why: </span>
            {each.reason}
          </p>
          <p className="text-muted text-sm [overflow-wrap:anywhere]">Source: {each.source}</p>
          {each.state === "open" ? (
            <>
              <WhyItLoosens sentences={each.loosens} />
              <LawChanges changes={each.changes} />
            </>
          ) : (
            <Disclosure summary="What it would change">
              <LawChanges changes={each.changes} />
            </Disclosure>
          )}
          <Verdict proposal={each} action={action} />
        </li>
      ))}
    </ul>
  );
}

function Verdict({ proposal, action }: { proposal: ShownProposal; action: FormAction }) {
  const { id, state, decision, isOwn } = proposal;
  if (decision)
    return (
      <p>
        {decision.by ?? "Somebody"} {state === "withdrawn" ? "took it back" : `${state} it`} on{" "}
        <Time at={decision.at.getTime()} format="moment" />
        {decision.reason && `: ${decision.reason}`}
      </p>
    );
  if (isOwn) return <OwnProposal id={id} isOvertaken={state === "overtaken"} action={action} />;
  return (
    <ActionForm action={action} className="grid max-w-prose gap-3" aria-label="Decide on this change">
      {(answer) => (
        <>
          <FormMessage state={answer} />
          {state === "overtaken" && (
            <p>
              The row was changed after this was proposed, so it can only be rejected, and proposed again.
            </p>
          )}
          <input type="hidden" name="proposalId" value={id} />
          <Field
            name={`reason.${id}`}
            label="Your reason"
            hint="Needed when you reject it."
            error={answer.errors?.reason}
          >
            {(control) => <textarea {...control} rows={2} defaultValue={answer.values?.[`reason.${id}`]} />}
          </Field>
          <div className="flex flex-wrap gap-3">
            {state === "open" && (
              <SubmitButton name="verdict" value="approve" weight="neutral" pendingLabel="Approving…">
                Approve: in force at once
              </SubmitButton>
            )}
            <SubmitButton name="verdict" value="reject" weight="neutral" pendingLabel="Rejecting…">
              Reject
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}

type OwnProposalProps = { id: string; isOvertaken: boolean; action: FormAction };

/** Whoever proposed it cannot decide on it, and can take it back. */
function OwnProposal({ id, isOvertaken, action }: OwnProposalProps) {
  return (
    <ActionForm action={action} className="grid max-w-prose gap-3" aria-label="Take this change back">
      {(answer) => (
        <>
          <FormMessage state={answer} />
          <p className="font-medium">
            {isOvertaken
              ? "The row was changed after you proposed this. Propose it again on the row as it is now."
              : "You proposed this, so another legal reviewer has to decide on it."}
          </p>
          <input type="hidden" name="proposalId" value={id} />
          <div>
            <SubmitButton name="verdict" value="withdraw" weight="neutral" pendingLabel="Taking it back…">
              Take it back
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
