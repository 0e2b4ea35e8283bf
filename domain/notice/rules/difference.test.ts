import fc from "fast-check";
import { expect, test } from "vitest";
import { difference, type Part } from "./difference.ts";

const text = fc
  .array(fc.constantFrom("we", "keep", "it", "never", "a year", " ", "\n", "é", "  "), { maxLength: 40 })
  .map((words) => words.join(" "));
const of = (parts: Part[], ...kinds: Part["kind"][]) =>
  parts
    .filter(({ kind }) => kinds.includes(kind))
    .map((each) => each.text)
    .join("");

test("what was kept and added is the new text, what was kept and removed the old one", () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), fc.oneof(text, fc.string()), (before, after) => {
      const parts = difference(before, after);
      expect(of(parts, "kept", "added")).toBe(after);
      expect(of(parts, "kept", "removed")).toBe(before);
      expect(parts.every((each) => each.text !== "")).toBe(true);
      expect(parts.some((each, i) => each.kind === parts[i - 1]?.kind)).toBe(false);
    }),
  );
});

test("the same text is kept whole; one word in the middle is one word", () => {
  expect(difference("It is kept.", "It is kept.")).toEqual([{ kind: "kept", text: "It is kept." }]);
  expect(difference("Kept for a year at most.", "Kept for ten years at most.")).toEqual([
    { kind: "kept", text: "Kept for " },
    { kind: "removed", text: "a year " },
    { kind: "added", text: "ten years " },
    { kind: "kept", text: "at most." },
  ]);
});

test("words between two changes are kept, as many as can be", () => {
  const parts = difference("Now we keep it for a year here.", "Then we may keep it for ten years here.");
  expect(of(parts, "kept")).toBe("we keep it for here.");
  expect(of(parts, "added")).toBe("Then may ten years ");
});

test("of two long texts what lies between the ends they share is replaced, and not compared word by word", () => {
  const text = (word: string) => `same ${word.repeat(3_000)}one ${word.repeat(3_000)}same`;
  expect(difference(text("a "), text("b "))).toEqual([
    { kind: "kept", text: "same " },
    { kind: "removed", text: text("a ").slice("same ".length, -"same".length) },
    { kind: "added", text: text("b ").slice("same ".length, -"same".length) },
    { kind: "kept", text: "same" },
  ]);
});
