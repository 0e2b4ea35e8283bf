import { expect, test } from "vitest";
import { aloneWords } from "./alone-words.ts";

test.each([
  [[1, 1], [0, 0], ", still yours alone."],
  [[1, 1], [1, 1], ", all still yours alone."],
  [[1, 0], [0, 0], ", no longer yours alone."],
  [[9, 0], [2, 0], ", none of it yours alone any more."],
  [[1_300, 1_200], [2, 0], ". Still yours alone: 1,200 records."],
  [[9, 0], [2, 1], ". Still yours alone: 1 screen picture."],
  [[9, 1], [3, 2], ". Still yours alone: 1 record and 2 screen pictures."],
])("of %j records and %j pictures that are stored and held it says: %s", (records, pictures, words) => {
  const [[stored = 0, held = 0], [taken = 0, hidden = 0]] = [records, pictures];
  expect(aloneWords({ records: { stored, held }, pictures: { stored: taken, held: hidden } })).toBe(words);
});
