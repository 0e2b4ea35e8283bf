import { describe, expect, test } from "vitest";
import { CATEGORIES, type Category } from "../../notice/schema.ts";
import type { ApplicationFact, Decision } from "../rules.ts";
import { reason } from "../schema.ts";
import { sparedReasons } from "./spared-reasons.ts";

const NEVER = { from: 0, to: 0 };
const application = (name: string): ApplicationFact => ({
  id: name.toLowerCase(),
  name,
  match: {},
  categories: [...CATEGORIES],
  approved: NEVER,
  allowed: [],
});
type Given = Partial<Record<string, Category[]>>;
function told(spared: Given, permitted: Given): string[] {
  const applications = new Map<string, ApplicationFact>();
  const listed = (given: Given) =>
    Object.entries(given).map(([name, categories = []]) => {
      const known = applications.get(name) ?? application(name);
      applications.set(name, known);
      return { application: known, categories };
    });
  const decision: Decision = {
    label: "collected",
    reasons: [],
    permissions: listed(permitted),
    spared: listed(spared),
    changesAt: null,
  };
  const reasons = sparedReasons(decision);
  for (const each of reasons) expect(reason.parse(each)).toEqual(each);
  return reasons.map(({ text }) => text);
}

describe("what one is exempt from, in words", () => {
  test("names applications in which nothing is recorded", () => {
    expect(told({ Terminal: ["keyboard"] }, { Browser: ["pointer"] })).toEqual([
      "You are exempt in Terminal: nothing is recorded there.",
    ]);
    expect(
      told({ A: ["keyboard"], B: ["keyboard"], C: ["keyboard"], D: ["pointer"] }, { E: ["pointer"] }),
    ).toEqual(["You are exempt in A, B, C and 1 more: nothing is recorded there."]);
  });

  test("names what is left out where the rest goes on", () => {
    const permitted: Given = { Terminal: ["application"], Browser: ["application"] };
    expect(told({ Terminal: ["keyboard", "pointer"], Browser: ["keyboard", "pointer"] }, permitted)).toEqual([
      "You are partly exempt in Terminal and Browser: nothing of keyboard or pointer is recorded there.",
    ]);
  });

  test("is silent where nothing is spared, and where nothing at all is collected", () => {
    expect(told({}, { Terminal: ["keyboard"] })).toEqual([]);
    expect(told({ Terminal: ["keyboard"] }, {})).toEqual([]);
  });

  test("fits into a directive, however much there is and however long the names are", () => {
    const many = Array.from({ length: 200 }, (_, i) => `${i} ${"x".repeat(76)}`);
    const some = (i: number) => CATEGORIES.filter((_, bit) => ((i % 15) + 1) & (1 << bit));
    const half = many.filter((_, i) => i % 2 === 0);
    const spared = Object.fromEntries(many.map((name, i) => [name, some(i)]));
    const permitted = Object.fromEntries(half.map((name) => [name, ["application" as const]]));
    expect(told(spared, permitted).length).toBeLessThanOrEqual(16);
  });
});
