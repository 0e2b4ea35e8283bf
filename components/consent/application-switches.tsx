"use client";

import type { Category } from "../../domain/notice/schema.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

type ApplicationSwitchesProps = {
  noticeHash: string;
  applications: readonly {
    id: string;
    name: string;
    why: string;
    collected: string;
    categories: readonly Category[];
    allowed: boolean;
  }[];
  /** Receives `noticeHash`, `applicationId` and `allowed` (yes, no). */
  action: FormAction;
};

/** The approved applications, each on or off for this person alone, without asking anyone. */
export function ApplicationSwitches({ noticeHash, applications, action }: ApplicationSwitchesProps) {
  return (
    <Card title="In which applications">
      <ul className="grid divide-y divide-line">
        {applications.map((each) => (
          <li
            key={each.id}
            className="flex flex-wrap items-start justify-between gap-3 py-4 first:pt-0 last:pb-0"
          >
            <div className="grid max-w-prose gap-1">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">{each.name}</span>
                <Badge>{each.allowed ? "On" : "Off: nothing is collected in it"}</Badge>
              </p>
              <p className="text-muted text-sm">
                {each.why} {each.collected} At most:{" "}
                {each.categories.map((category) => CATEGORY_WORDS[category].name.toLowerCase()).join(", ")}.
              </p>
            </div>
            <ActionForm action={action} aria-label={each.name} className="grid gap-2">
              {(state) => (
                <>
                  <FormMessage state={state} />
                  <input type="hidden" name="noticeHash" value={noticeHash} />
                  <input type="hidden" name="applicationId" value={each.id} />
                  <SubmitButton
                    weight="neutral"
                    name="allowed"
                    value={each.allowed ? "no" : "yes"}
                    pendingLabel="Saving…"
                    aria-label={`Turn ${each.name} ${each.allowed ? "off" : "on"}`}
                  >
                    {each.allowed ? "Turn off" : "Turn on"}
                  </SubmitButton>
                </>
              )}
            </ActionForm>
          </li>
        ))}
      </ul>
    </Card>
  );
}
