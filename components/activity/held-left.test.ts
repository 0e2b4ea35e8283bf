import { expect, it } from "vitest";
import { leftWords } from "./held-left.tsx";

it.each([
  [0, "less than a minute left"],
  [59_999, "less than a minute left"],
  [60_000, "1 minute left"],
  [3_599_999, "59 minutes left"],
  [3_600_000, "1 hour left"],
  [86_399_999, "23 hours 59 minutes left"],
])("%d milliseconds", (ms, words) => expect(leftWords(ms)).toBe(words));
