import type { Contestable, OwnContest, Reason } from "../../domain/correction/schema.ts";

/** What is wrong with a record or a picture, as its subject says it. */
export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  "somebody-else": "Somebody else used the computer",
  "wrong-application": "It was another application",
  "wrong-time": "It was at another time",
  "something-else": "Something else",
};

type Contested = Pick<OwnContest, "state" | "what" | "isThere">;

interface StateWords {
  readonly name: string;
  readonly tone: "plain" | "accent";
  readonly text: string;
}

const UPHELD: Readonly<Record<Contestable, string>> = {
  record: "The record was deleted, with what it had added to your totals.",
  picture: "The picture was deleted.",
};

/** What became of a contest, as its subject reads it. */
export function stateWords({ state, what, isThere }: Contested): StateWords {
  switch (state) {
    case "waiting":
      return {
        name: "Waits for an answer",
        tone: "accent",
        text: `Until it is answered, nobody but you can see the ${what}, whoever they are.`,
      };
    case "upheld":
      return { name: "You were right", tone: "plain", text: UPHELD[what] };
    case "stands":
      return {
        name: `The ${what} stands`,
        tone: "plain",
        text: isThere
          ? `It is treated like any other ${what}. You can still delete it yourself.`
          : "It is gone since.",
      };
    case "gone":
      return {
        name: `The ${what} is gone`,
        tone: "plain",
        text: "It was deleted before anybody answered. Nothing is left to answer.",
      };
  }
}
