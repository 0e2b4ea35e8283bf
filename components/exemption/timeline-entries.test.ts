import { describe, expect, test } from "vitest";
import type { JudgeView, MessageView, RequestView } from "../../domain/exemption/schema/request-view.ts";
import { judge, named, STEP, VIEW } from "../../domain/exemption/schema/test-request-view.ts";
import { timelineOf } from "./timeline-entries.ts";

const DAY = 86_400_000;
const turn = (kind: string, at: number) => ({ kind, at, stage: "request", group: "manager" }) as const;

/** What the timeline says of turns of a step at which these were asked. */
function said(turns: RequestView["turns"], ...judges: JudgeView[]): string[] {
  const request: RequestView = { ...VIEW, steps: [{ ...STEP, judges: [...STEP.judges, ...judges] }], turns };
  const entries = timelineOf(request);
  expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  return entries.slice(1).map(({ sentence }) => sentence);
}

describe("the timeline of what nobody decided in time", () => {
  test("says to whom it went further, each time to those of that time alone", () => {
    expect(
      said(
        [turn("escalated", 3 * DAY), turn("escalated", 9 * DAY)],
        judge("Bob", "escalated", 3 * DAY),
        judge("Cleo", "escalated", 9 * DAY),
      ),
    ).toEqual([
      "Nobody decided in time, so it went further, to Bob.",
      "Nobody decided in time, so it went further, to Cleo.",
    ]);
  });

  test("says that there is nobody else where there is not, and not that it went further", () => {
    expect(said([turn("escalated", 3 * DAY)])).toEqual([
      "Nobody decided in time, and there is nobody else to ask. Whoever was asked has as long again.",
    ]);
  });

  test("says who was found for somebody who is not there, or that nobody was", () => {
    const gone = "Somebody who was asked is away, or is not there to decide it any more.";
    expect(said([turn("replaced", DAY)], judge("Dan", "replacement", DAY))).toEqual([
      `${gone} Asked now: Dan.`,
    ]);
    expect(said([turn("replaced", DAY)])).toEqual([`${gone} Nobody else was found to ask.`]);
  });
});

test("what was written is told of by name, and one's own as one's own", () => {
  const comment = (by: string, at: number): MessageView => ({
    id: `${by}${at}`,
    kind: "comment",
    stage: "request",
    group: null,
    answers: null,
    by: named(by),
    at,
    words: "In winter less.",
  });
  const entries = timelineOf({ ...VIEW, messages: [comment("Zoe", DAY), comment("Ann", 2 * DAY)] });
  expect(entries.slice(1).map(({ sentence }) => sentence)).toEqual(["You wrote:", "Ann wrote:"]);
});
