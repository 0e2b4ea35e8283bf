import type { ContestState, Reason } from "../../domain/correction/schema.ts";

/** What is wrong with a record, as its subject says it. */
export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  "somebody-else": "Somebody else used the computer",
  "wrong-application": "It was another application",
  "wrong-time": "It was at another time",
  "something-else": "Something else",
};

export const STATE_WORDS: Readonly<
  Record<ContestState, { readonly name: string; readonly tone: "plain" | "accent"; readonly text: string }>
> = {
  waiting: {
    name: "Waits for an answer",
    tone: "accent",
    text: "Until a steward has answered, nobody but you can see the record, whoever they are.",
  },
  upheld: {
    name: "You were right",
    tone: "plain",
    text: "The record was deleted, with what it had added to your totals.",
  },
  stands: {
    name: "The record stands",
    tone: "plain",
    text: "It is held back as any other record is. You can still delete it yourself.",
  },
  gone: {
    name: "The record is gone",
    tone: "plain",
    text: "It was deleted before anybody answered. Nothing is left to answer.",
  },
};
