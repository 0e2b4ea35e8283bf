import type { StoredRow } from "../../domain/activity/rules/stored-record.ts";

/** What each column of a stored record means, in the order in which the table has them. */
export const ROW_MEANING: Readonly<Record<keyof StoredRow, string>> = {
  employee_id: "It is about you.",
  started_at: "When it began, in universal time.",
  device_id: "On which of your computers.",
  ended_at: "When it ended: a minute later at most.",
  batch_id: "The delivery that it arrived with.",
  application: "The approved application that it was in; empty where you did not allow its name.",
  moves: "How many pointer movements.",
  clicks: "How many clicks.",
  drags: "How many drags.",
  scrolls: "How many times you scrolled.",
  keys: "How many keys were pressed.",
  shortcuts: "How many shortcuts.",
  steps: "What was done and when, but for the keyboard. It is stored enciphered under your own key.",
  day: "The day that it counts to, where you were.",
  keyboard_steps:
    "The same of the keyboard, enciphered by itself because it is kept for a time of its own; empty where there is none.",
  held_until: "Until then nobody but you can see it.",
};
