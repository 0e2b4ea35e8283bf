import type { OwnContest } from "../../domain/correction/schema.ts";
import { Badge } from "../ui/badge.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Time } from "../ui/time.tsx";
import { REASON_WORDS, stateWords } from "./words.ts";

/** What somebody said of a record or a picture of theirs, and what became of it. */
export function ContestView({ contest }: { contest: OwnContest }) {
  const { name, tone, text } = stateWords(contest);
  return (
    <div className="grid gap-3">
      <div>
        <Badge tone={tone}>{name}</Badge>
      </div>
      <p className="max-w-prose">{text}</p>
      <DefinitionList
        entries={[
          { term: "Said", value: <Time at={contest.at} format="moment" /> },
          { term: "What is wrong", value: REASON_WORDS[contest.reason] },
          ...(contest.words === null ? [] : [{ term: "Your words", value: <Said text={contest.words} /> }]),
          ...(contest.answer === null
            ? []
            : [
                { term: "Answered", value: <Time at={contest.answer.at} format="moment" /> },
                { term: "Their reason", value: <Said text={contest.answer.words} /> },
              ]),
        ]}
      />
    </div>
  );
}

/** What somebody wrote, as they wrote it. */
export function Said({ text }: { text: string }) {
  return (
    <p dir="auto" className="wrap-anywhere max-w-prose whitespace-pre-wrap">
      {text}
    </p>
  );
}
