import type { Going } from "../../domain/activity/rules/retention.ts";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Time } from "../ui/time.tsx";

const PARTS = [
  ["steps", "Pointer, and switching applications"],
  ["keyboard", "Keyboard"],
  ["application", "Which application"],
] as const;

/** When each part of a record goes by itself, because the time that it is kept for is over. */
export function GoingWords({ going }: { going: Going }) {
  const parts = PARTS.flatMap(([part, words]) => {
    const at = going[part];
    return at === null ? [] : [{ words, at }];
  });
  if (parts.every(({ at }) => at === going.record)) return <GoingAtOnce at={going.record} />;
  return (
    <>
      <DefinitionList
        entries={parts.map(({ words, at }) => ({
          term: words,
          value: (
            <>
              until <Time at={at} format="date" />
            </>
          ),
        }))}
      />
      <p className="max-w-prose">
        After <Time at={going.record} format="moment" /> nothing is left, and the record is deleted, by itself
        and within a day.
      </p>
      <WhyThen />
    </>
  );
}

/** When a record or a picture goes that goes as a whole. `at` in milliseconds since the epoch. */
export function GoingAtOnce({ at }: { at: number }) {
  return (
    <>
      <p className="max-w-prose">
        It is kept until <Time at={at} format="moment" />, and is then deleted, by itself and within a day.
      </p>
      <WhyThen />
    </>
  );
}

function WhyThen() {
  return (
    <p className="max-w-prose text-muted text-sm">
      That is the shortest of what the program says now and of what each notice said that was in force for you
      when it was recorded.
    </p>
  );
}

/** The same in a few words, for a list. */
export function GoingShort({ at }: { at: number }) {
  return (
    <span>
      Kept until <Time at={at} format="date" />
    </span>
  );
}
