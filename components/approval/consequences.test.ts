import { describe, expect, test } from "vitest";
import type { RequestView, StepView } from "../../domain/exemption/schema/request-view.ts";
import { judge, STEP, VIEW } from "../../domain/exemption/schema/test-request-view.ts";
import { consequencesOf } from "./consequences.ts";

const DAY = 86_400_000;
const NOW = VIEW.at;
const scope = (from: number, until: number) => ({
  categories: null,
  applications: null,
  devices: null,
  hours: null,
  from,
  until,
});
const row = (kind: string, from: number, until: number, endedAt: number | null = null) => ({
  kind,
  scope: scope(from, until),
  at: NOW,
  endedAt,
});

function of(inForce: RequestView["inForce"], step: Partial<StepView> = {}, over: Partial<RequestView> = {}) {
  const asked = { ...STEP, ...step };
  return consequencesOf({ ...VIEW, steps: [asked], inForce, ...over }, asked);
}

describe("what a no does, and what is left out while it waits, is read off what is left out", () => {
  test.each<[string, RequestView["inForce"], no: string, silence: string]>([
    ["nothing", [], "Collection goes on as it does now.", "Collection goes on while it waits."],
    [
      "what was asked, now",
      [row("meanwhile", NOW - 1, NOW + DAY)],
      "What is left out while it waits is collected again",
      "It is left out while it waits.",
    ],
    [
      "what was asked, later",
      [row("meanwhile", NOW + DAY, NOW + 2 * DAY)],
      "Nothing is left out from its first day on.",
      "It is left out from its first day on, while it waits.",
    ],
    [
      "what a renewal keeps, and is not over yet",
      [row("kept", NOW + DAY, NOW + 9 * DAY)],
      "What was in force before then ends on its day",
      "What was in force before stays in force while it waits.",
    ],
    [
      "what a renewal keeps beyond its day",
      [row("kept", NOW - DAY, NOW + 9 * DAY)],
      "is kept beyond its day until you decide, is collected again",
      "What was in force before stays in force while it waits.",
    ],
    [
      "what was granted, and what is over",
      [row("granted", NOW - DAY, NOW + DAY), row("meanwhile", NOW - DAY, NOW + DAY, NOW - 1)],
      "Collection goes on as it does now.",
      "Collection goes on while it waits.",
    ],
  ])("%s", (_, inForce, no, silence) => {
    const said = of(inForce);
    expect(said.no).toContain(no);
    expect(said.silence.startsWith(silence)).toBe(true);
  });
});

describe("where it goes when nobody decides", () => {
  test.each<[string, Partial<StepView>, Partial<RequestView>, string]>([
    ["a manager's step", {}, {}, "it goes up the line of Zoe for as long again"],
    ["another group's", { group: "legal" }, {}, "it goes up the line of those who are asked"],
    [
      "a confidential one",
      { group: "hr" },
      { ground: "health" },
      "to the other people partners and to legal",
    ],
    [
      "escalated, and nobody was found",
      { phase: "escalated" },
      {},
      "There is nobody else who could be asked.",
    ],
    [
      "escalated to somebody",
      {
        phase: "escalated",
        judges: [...STEP.judges, judge("Bea", "escalated", NOW)],
      },
      {},
      "It went to others already.",
    ],
    ["overdue", { phase: "overdue" }, {}, "it is left out until somebody decides"],
  ])("%s", (_, step, over, sentence) => {
    expect(of([], step, over).silence).toContain(sentence);
  });
});
