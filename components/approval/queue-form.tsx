"use client";

import { type ChangeEvent, useState } from "react";
import type { QueueRow } from "../../domain/exemption/schema/queue.ts";
import type { ScopeNames } from "../exemption/scope-words.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { DoneMessage } from "../ui/done-message.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { Link } from "../ui/link.tsx";
import { DecideTogether } from "./decide-together.tsx";
import { GoneChoices } from "./gone-choices.tsx";
import { chosenField, QueueItem } from "./queue-item.tsx";

type QueueFormProps = {
  rows: readonly QueueRow[];
  names: ScopeNames;
  /** Milliseconds. */
  now: number;
  /** Receives the chosen steps, `decision`, `words` and `remedy`; its errors are by field, and by request. */
  action: FormAction;
};

/** What waits for the reader, the most urgent first, and a form that decides several of it alike. */
export function QueueForm({ rows, names, now, action }: QueueFormProps) {
  const [last, setLast] = useState<{ state: FormState; round: number }>();
  // What is written for several stays there when others decide all but one of them meanwhile.
  const [wereSeveral, setWereSeveral] = useState(false);
  if (rows.length > 1 && !wereSeveral) setWereSeveral(true);
  const [chosen, setChosen] = useState<readonly QueueRow[]>([]);
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) =>
    setChosen((before) => [
      ...before.filter((row) => chosenField(row) !== target.name),
      ...rows.filter((row) => target.checked && chosenField(row) === target.name),
    ]);
  const areSeveral = rows.length > 1 || (rows.length > 0 && wereSeveral);
  return (
    <>
      {last && <Outcome key={`outcome ${last.round}`} state={last.state} />}
      <ActionForm
        key={`form ${last?.round ?? 0}`}
        action={action}
        onDone={(state) => {
          setWereSeveral(false);
          setChosen([]);
          setLast({ state, round: (last?.round ?? 0) + 1 });
        }}
        aria-label="What waits for you"
        className="grid gap-6"
      >
        {(state) => (
          <>
            {state.status === "done" && !last && <Outcome state={state} />}
            {state.status === "refused" && <NotDecided errors={state.errors} />}
            {rows.length === 0 ? (
              <EmptyState title="Nothing waits for your decision">
                <p className="max-w-prose text-muted">
                  When somebody asks to be left out of collection and you are among those who decide, it
                  stands here, and you get a letter where the program sends any.
                </p>
              </EmptyState>
            ) : (
              <Card title="The most urgent first">
                <ul>
                  {rows.map((row) => (
                    <QueueItem
                      key={chosenField(row)}
                      row={row}
                      names={names}
                      now={now}
                      onChoose={choose}
                      choice={
                        areSeveral ? { isChosen: state.values?.[chosenField(row)] !== undefined } : null
                      }
                    />
                  ))}
                </ul>
              </Card>
            )}
            {/* Of what the last answer told of nothing more is to be told. */}
            <GoneChoices
              chosen={chosen.filter(({ requestId }) => state.errors?.[`request.${requestId}`] === undefined)}
              rows={rows}
            />
            {areSeveral && <DecideTogether state={state} />}
          </>
        )}
      </ActionForm>
    </>
  );
}

function Outcome({ state }: { state: FormState }) {
  return (
    <Card title="Decided">
      <DoneMessage>{state.message}</DoneMessage>
      <NotDecided errors={state.errors} />
    </Card>
  );
}

/** Of those that could not be decided: which, and why. */
function NotDecided({ errors = {} }: { errors?: Record<string, string> }) {
  const requests = Object.entries(errors).filter(([field]) => field.startsWith("request."));
  if (requests.length === 0) return null;
  return (
    <ul aria-label="Not decided" className="grid list-disc gap-1 pl-5">
      {requests.map(([field, sentence]) => (
        <li key={field}>
          {sentence}{" "}
          <Link
            href={`/approvals/${field.slice("request.".length)}`}
            className="text-accent underline underline-offset-4"
          >
            See it
          </Link>
        </li>
      ))}
    </ul>
  );
}
