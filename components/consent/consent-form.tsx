"use client";

import { CATEGORIES, type Category, type NoticeBody } from "../../domain/notice/schema.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { NoMoreLater } from "../notice/no-more-later.tsx";
import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { firstRadioId, RadioGroup } from "../ui/radio-group.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Switch } from "../ui/switch.tsx";

export type ConsentApplication = {
  id: string;
  name: string;
  /** Why the program lists it. */
  why: string;
  /** What is collected in it, if its category is allowed too. */
  categories: Category[];
  /** Whether the person has it turned on now. */
  on: boolean;
};

export type ConsentFormProps = {
  notice: { hash: string; body: NoticeBody };
  /** What stands now; left out for a category that was never answered: nothing is preselected. */
  answers: Partial<Record<Category, "given" | "refused">>;
  applications: ConsentApplication[];
  /** How many times "Ask me later" can still be pressed; null once everything is answered. */
  deferralsLeft: number | null;
  /**
   * Receives `noticeHash`, `intent` (answer, all, none, later), and for `answer` also
   * `category.<name>` (given, refused) and `application.<id>` (on, or absent).
   */
  action: FormAction;
};

const OPTIONS = [
  { value: "given", label: "Allow" },
  { value: "refused", label: "Don't allow" },
];

/** Saying no weighs the same as saying yes: same buttons, same place, same number of clicks. */
export function ConsentForm({ notice, answers, applications, deferralsLeft, action }: ConsentFormProps) {
  return (
    <ActionForm action={action} aria-label="Your choices" className="grid gap-6">
      {(state) => (
        <>
          <ErrorSummary state={state} idOf={firstRadioId} nameOf={categoryName} />
          <input type="hidden" name="noticeHash" value={notice.hash} />
          <Card title="What may be collected">
            <div className="grid gap-8">
              {CATEGORIES.map((category) => (
                <CategoryChoice
                  key={category}
                  category={category}
                  words={notice.body.categories[category]}
                  chosen={state.values?.[`category.${category}`] ?? answers[category]}
                  error={state.errors?.[`category.${category}`]}
                />
              ))}
            </div>
          </Card>
          <Card title="In which applications">
            <Applications applications={applications} state={state} />
          </Card>
          <Answers deferralsLeft={deferralsLeft} />
        </>
      )}
    </ActionForm>
  );
}

function categoryName(field: string): string | undefined {
  const category = CATEGORIES.find((each) => field === `category.${each}`);
  return category && CATEGORY_WORDS[category].name;
}

type CategoryChoiceProps = {
  category: Category;
  words: NoticeBody["categories"][Category];
  chosen?: string;
  error?: string;
};

function CategoryChoice({ category, words, chosen, error }: CategoryChoiceProps) {
  return (
    <RadioGroup
      name={`category.${category}`}
      legend={CATEGORY_WORDS[category].question}
      options={OPTIONS}
      chosen={chosen}
      error={error}
    >
      <p>
        <span className="font-medium">Collected:</span> {words.collected}
      </p>
      <p>
        <span className="font-medium">Never:</span> {words.never}
      </p>
    </RadioGroup>
  );
}

function Applications({ applications, state }: { applications: ConsentApplication[]; state: FormState }) {
  return (
    <>
      <p className="max-w-prose text-muted">
        Collection happens only in the applications that you turn on here. In every other one nothing is
        recorded, not even its name.
      </p>
      <div className="grid divide-y divide-line">
        {applications.map(({ id, name, why, categories, on }) => (
          <Switch
            key={id}
            name={`application.${id}`}
            label={name}
            on={state.values ? state.values[`application.${id}`] === "on" : on}
          >
            {why} At most:{" "}
            {categories.map((category) => CATEGORY_WORDS[category].name.toLowerCase()).join(", ")}.
          </Switch>
        ))}
      </div>
    </>
  );
}

/** "Save" comes first in the document: Enter in a field presses the first button, which must not be "Allow all". */
function Answers({ deferralsLeft }: { deferralsLeft: number | null }) {
  return (
    <Card title="Your answer">
      <SubmitButton
        name="intent"
        value="answer"
        pendingLabel="Saving…"
        className="w-full sm:w-auto sm:justify-self-start"
      >
        Save my choices
      </SubmitButton>
      <p className="text-muted">Or answer everything at once, applications included:</p>
      <div className="grid grid-cols-2 gap-3 sm:max-w-md">
        <SubmitButton weight="neutral" name="intent" value="all" pendingLabel="Saving…">
          Allow all
        </SubmitButton>
        <SubmitButton weight="neutral" name="intent" value="none" pendingLabel="Saving…">
          Allow none
        </SubmitButton>
      </div>
      {deferralsLeft !== null && <Later deferralsLeft={deferralsLeft} />}
      <p className="text-muted text-sm">
        Either way nothing else about your work changes, and you can change your answer on this page at any
        time. Until you answer, nothing is collected.
      </p>
    </Card>
  );
}

function Later({ deferralsLeft }: { deferralsLeft: number }) {
  if (deferralsLeft === 0) return <NoMoreLater />;
  return (
    <div>
      <SubmitButton
        weight="quiet"
        name="intent"
        value="later"
        pendingLabel="Putting it off…"
        className="-ml-4"
      >
        Ask me later ({deferralsLeft} left)
      </SubmitButton>
    </div>
  );
}
