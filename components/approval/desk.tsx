"use client";

import { type FormEvent, useActionState, useState } from "react";
import type { RequestView, StepView } from "../../domain/exemption/schema/request-view.ts";
import type { Unscripted } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { DoneMessage } from "../ui/done-message.tsx";
import { type FormAction, type FormState, IDLE } from "../ui/form-state.ts";
import { DecisionForm } from "./decision-form.tsx";
import type { PartChoices } from "./part-fields.tsx";
import { SayForm } from "./say-form.tsx";
import { Words } from "./words.tsx";

export interface DeskActions {
  readonly decide: FormAction;
  readonly ask: FormAction;
  readonly say: FormAction;
  readonly revoke: FormAction;
}

/** What the reader may do with a request now. */
export interface Doing {
  readonly request: RequestView;
  /** The step that they are asked to decide; null where none is open to them. */
  readonly step: StepView | null;
  readonly may: {
    readonly decide: boolean;
    readonly ask: boolean;
    readonly comment: boolean;
    readonly revoke: boolean;
  };
  readonly choices: PartChoices;
}

const FIELDS = ["words", "remedy", "question", "comment", "revocation"];

/**
 * All that the reader can do with a request. Somebody else may be faster while they write: the forms go then, and
 * what was written stays, to be copied. `doing` is null for whoever may no longer see the request.
 */
export function Desk({ doing, actions }: { doing: Doing | null; actions: DeskActions }) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [done, setDone] = useState<{ text: string; round: number }>();
  /** How often each field was sent: its form begins anew then, and no other does. */
  const [sendings, setSendings] = useState<Readonly<Record<string, number>>>({});
  // Without scripts: a decision takes its form off the page, so that its answer is held here.
  const decided = useActionState(actions.decide, IDLE);
  const unscripted = decided[0].status === "done" ? decided[0].message : undefined;
  const keep = ({ target }: FormEvent) => {
    if (target instanceof HTMLTextAreaElement && FIELDS.includes(target.name))
      setTyped((before) => ({ ...before, [target.name]: target.value }));
  };
  const sent =
    (...fields: string[]) =>
    ({ message = "Done." }: FormState) => {
      setTyped((before) =>
        Object.fromEntries(Object.entries(before).filter(([name]) => !fields.includes(name))),
      );
      setSendings((before) => ({
        ...before,
        ...Object.fromEntries(fields.map((name) => [name, (before[name] ?? 0) + 1])),
      }));
      setDone((before) => ({ text: message, round: (before?.round ?? 0) + 1 }));
    };
  return (
    <div className="grid gap-6" onInput={keep}>
      {done && <DoneMessage key={`done ${done.round}`}>{done.text}</DoneMessage>}
      {!done && unscripted !== undefined && <DoneMessage>{unscripted}</DoneMessage>}
      {doing && <Forms doing={doing} actions={actions} decided={decided} sendings={sendings} sent={sent} />}
      <Kept texts={unsent(typed, doing)} isOwnDoing={done !== undefined} />
    </div>
  );
}

/** What was written in a form that is there no more. */
function unsent(typed: Readonly<Record<string, string>>, doing: Doing | null): string[] {
  const isThere: Record<string, boolean> = {
    words: doing?.may.decide ?? false,
    remedy: doing?.may.decide ?? false,
    question: doing?.may.ask ?? false,
    comment: doing?.may.comment ?? false,
    revocation: doing?.may.revoke ?? false,
  };
  return Object.entries(typed).flatMap(([name, text]) => (isThere[name] || text.trim() === "" ? [] : [text]));
}

/** The field in which it was written is gone, and the focus with it, unless the reader's own decision has it. */
function Kept({ texts, isOwnDoing }: { texts: readonly string[]; isOwnDoing: boolean }) {
  if (texts.length === 0) return null;
  const why = "It was not sent. Copy it if you need it: it is nowhere else.";
  return (
    <Card title="What you had written">
      {isOwnDoing ? <p>{why}</p> : <DoneMessage>{why}</DoneMessage>}
      {texts.map((text) => (
        <Words key={text}>{text}</Words>
      ))}
    </Card>
  );
}

type FormsProps = {
  doing: Doing;
  actions: DeskActions;
  decided: Unscripted;
  sendings: Readonly<Record<string, number>>;
  sent: (...fields: string[]) => (state: FormState) => void;
};

function Forms({
  doing: { request, step, may, choices },
  actions,
  decided: unscripted,
  ...props
}: FormsProps) {
  const { sendings, sent } = props;
  const requestId = request.id;
  const decided = request.steps.find(({ decision }) => decision !== null);
  return (
    <>
      {may.decide && step && (
        <DecisionForm
          key={`${step.stage} ${step.group}`}
          request={request}
          step={step}
          choices={choices}
          action={actions.decide}
          unscripted={unscripted}
          onDone={sent("words", "remedy")}
        />
      )}
      {may.comment && step && (
        <Card title="Ask or say something first">
          {may.ask && (
            <SayForm
              key={`question ${sendings.question ?? 0}`}
              requestId={requestId}
              step={step}
              name="question"
              label="Ask for more"
              hint="The clock waits until they answer. Three times at most."
              button="Ask"
              pendingLabel="Asking…"
              action={actions.ask}
              onDone={sent("question")}
            />
          )}
          <SayForm
            key={`comment ${sendings.comment ?? 0}`}
            requestId={requestId}
            step={step}
            name="comment"
            label="Comment"
            hint="The applicant and all who decide read it. The clock goes on."
            button="Send the comment"
            pendingLabel="Sending…"
            action={actions.say}
            onDone={sent("comment")}
          />
        </Card>
      )}
      {may.revoke && decided && (
        <Card title="Revoke it">
          <p className="max-w-prose">
            {request.noticeDays === 0
              ? "It ends at once, and what is left out is collected again, if the person still allows it."
              : `It ends ${request.noticeDays} ${request.noticeDays === 1 ? "day" : "days"} from now; what is left out is collected again then, if the person still allows it.`}{" "}
            They may appeal. This cannot be taken back.
          </p>
          <SayForm
            key={`revocation ${sendings.revocation ?? 0}`}
            requestId={requestId}
            step={decided}
            name="revocation"
            label="Why it ends"
            hint="The applicant reads it."
            button="Revoke the exemption"
            pendingLabel="Revoking…"
            weight="danger"
            action={actions.revoke}
            onDone={sent("revocation")}
          />
        </Card>
      )}
    </>
  );
}
