/** What stands in the place of words whose key the applicant destroyed: for them, and for everyone else. */
export const ERASED_WORDS = {
  own: "You erased these words.",
  others: "The applicant erased their words.",
} as const;

/** What was written, or nothing where it was erased: for what goes on from it. */
export function wordsLeft(words: string): string {
  return words === ERASED_WORDS.own || words === ERASED_WORDS.others ? "" : words;
}
