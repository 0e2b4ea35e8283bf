"use client";

import type { ConsentState } from "../../domain/consent/schema.ts";
import { CATEGORIES, type Category, type NoticeBody } from "../../domain/notice/schema.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

const WORDS: Record<ConsentState, string> = {
  requested: "Not answered: nothing is collected",
  deferred: "Put off: nothing is collected",
  given: "You allow this",
  refused: "You don't allow this",
  withdrawn: "You took this back",
  expired: "Asked again, because the notice changed",
};

type CategoryStatesProps = {
  noticeHash: string;
  states: Readonly<Record<Category, ConsentState>>;
  body: NoticeBody;
  /** Receives `noticeHash`, `category` and `allowed` (yes, no). */
  action: FormAction;
};

/** What stands for each category, and one click to turn it round, either way. */
export function CategoryStates({ noticeHash, states, body, action }: CategoryStatesProps) {
  return (
    <Card title="What you allow">
      <ul className="grid divide-y divide-line">
        {CATEGORIES.map((category) => {
          const given = states[category] === "given";
          const { name } = CATEGORY_WORDS[category];
          return (
            <li
              key={category}
              className="flex flex-wrap items-start justify-between gap-3 py-4 first:pt-0 last:pb-0"
            >
              <div className="grid max-w-prose gap-1">
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="font-medium">{name}</span>
                  <Badge>{WORDS[states[category]]}</Badge>
                </p>
                <p className="text-muted text-sm">{body.categories[category].collected}</p>
              </div>
              <ActionForm action={action} aria-label={name} className="grid gap-2">
                {(state) => (
                  <>
                    <FormMessage state={state} />
                    <input type="hidden" name="noticeHash" value={noticeHash} />
                    <input type="hidden" name="category" value={category} />
                    <SubmitButton
                      weight="neutral"
                      name="allowed"
                      value={given ? "no" : "yes"}
                      pendingLabel="Saving…"
                      aria-label={given ? `Take back ${name.toLowerCase()}` : `Allow ${name.toLowerCase()}`}
                    >
                      {given ? "Take back" : "Allow"}
                    </SubmitButton>
                  </>
                )}
              </ActionForm>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
