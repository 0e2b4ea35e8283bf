import type { WaitingContest as Waiting } from "../../domain/correction/schema.ts";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { Time } from "../ui/time.tsx";
import { TimeZoneProvider } from "../ui/time-zone-provider.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { Said } from "./contest-view.tsx";
import { REASON_WORDS } from "./words.ts";

type WaitingContestProps = {
  contest: Waiting;
  /** Whether this is the one that is answered now: one form at a time. */
  isChosen: boolean;
  action: FormAction;
};

/** All that whoever answers sees of a contest: never what was recorded. The time is that of where they are. */
export function WaitingContest({ contest, isChosen, action }: WaitingContestProps) {
  return (
    <Card title={`${contest.name}: ${REASON_WORDS[contest.reason]}`}>
      <DefinitionList
        entries={[
          { term: "What", value: contest.what === "picture" ? "A screen picture" : "A record" },
          {
            term: contest.what === "picture" ? "Taken" : "Recorded",
            value: (
              <TimeZoneProvider timeZone={contest.timeZone}>
                <Time at={contest.from} format="moment" />
                {contest.to !== null && (
                  <>
                    {" "}
                    to <Time at={contest.to} format="seconds" />
                  </>
                )}
                , where they are
              </TimeZoneProvider>
            ),
          },
          { term: "Application", value: contest.application },
          { term: "Contested", value: <Time at={contest.at} format="moment" /> },
          {
            term: "Their words",
            value:
              contest.words === null ? (
                <span className="text-muted">None</span>
              ) : (
                <Said text={contest.words} />
              ),
          },
        ]}
      />
      {isChosen ? (
        <AnswerForm contestId={contest.id} name={contest.name} action={action} />
      ) : (
        <div>
          <LinkButton href={`/corrections?answer=${contest.id}`}>
            Answer <span className="sr-only">{contest.name}</span>
          </LinkButton>
        </div>
      )}
    </Card>
  );
}
