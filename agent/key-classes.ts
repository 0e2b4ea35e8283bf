/** In the order in which presses of one tenth of a second are told, so that their own order is not. */
export const KEY_CLASSES = [
  "letters",
  "digits",
  "symbols",
  "spaces",
  "enters",
  "erasures",
  "navigation",
  "others",
] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];
