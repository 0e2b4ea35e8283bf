import { expect, it } from "vitest";
import { COVERAGE_LABELS } from "../../domain/directive/schema.ts";
import { LABELS } from "./labels.ts";

it.each(COVERAGE_LABELS)("%s has a word, one sentence or two, and its own colour", (label) => {
  const { word, meaning, colour } = LABELS[label];
  expect(word).toMatch(/^[A-Z][a-z ]+$/);
  expect(meaning).toMatch(/^[A-Z].*\.$/);
  expect(colour).toBe(`text-label-${label}`);
});

it("no two labels share a word or a pattern", () => {
  const all = COVERAGE_LABELS.map((label) => LABELS[label]);
  expect(new Set(all.map(({ word }) => word)).size).toBe(COVERAGE_LABELS.length);
  expect(new Set(all.map(({ pattern }) => pattern)).size).toBe(COVERAGE_LABELS.length);
});
