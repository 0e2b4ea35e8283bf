import { expect, test } from "vitest";
import type { QueueRow } from "../../domain/exemption/schema/queue.ts";
import { reasonsOf, urgencyOf } from "./urgency.ts";

const HOUR = 3_600_000;
const ROW = {
  kind: "routed",
  phase: "asked",
  asked: false,
  stage: "request",
  isLeftOut: true,
  standsInFor: [],
  applicant: "Aster Larkbeam",
} as const;

test.each<[Partial<QueueRow>, number, string, string]>([
  [{}, 50 * HOUR, "Due in 2 days", "plain"],
  [{}, 24 * HOUR, "Due tomorrow", "plain"],
  [{}, 23.9 * HOUR, "Due in 23 hours", "danger"],
  [{}, HOUR, "Due in 1 hour", "danger"],
  [{}, HOUR / 2, "Due within the hour", "danger"],
  [{}, 0, "Due now", "danger"],
  [{ asked: true }, -HOUR, "Answer awaited", "plain"],
  [{ phase: "overdue" }, -HOUR, "Overdue: holds until you decide", "danger"],
  [{ phase: "overdue", asked: true }, -HOUR, "Overdue: holds until you decide", "danger"],
])("%j, due in %d ms, is “%s”", (over, left, text, tone) => {
  expect(urgencyOf({ ...ROW, ...over, dueAt: 1e12 + left }, 1e12, "UTC")).toEqual({ text, tone });
});

test.each([
  ["America/New_York", "2026-11-25T20:00-05:00", "2026-11-30T19:00-05:00", "Due in 5 days"],
  ["America/New_York", "2026-11-25T20:00-05:00", "2026-11-26T23:30-05:00", "Due tomorrow"],
  ["America/New_York", "2026-11-25T20:00-05:00", "2026-11-27T00:30-05:00", "Due in 2 days"],
  ["America/Los_Angeles", "2026-11-25T20:00-05:00", "2026-11-27T00:30-05:00", "Due tomorrow"],
  ["America/New_York", "2026-10-29T23:00-04:00", "2026-11-02T01:00-05:00", "Due in 4 days"],
  ["America/New_York", "2026-11-01T00:10-04:00", "2026-11-01T23:50-05:00", "Due today"],
  ["America/New_York", "2026-11-25T23:00-05:00", "2026-11-26T05:00-05:00", "Due in 6 hours"],
])("in %s at %s, what is due at %s is “%s”", (zone, now, due, text) => {
  expect(urgencyOf({ ...ROW, dueAt: Date.parse(due) }, Date.parse(now), zone).text).toBe(text);
});

test.each<[Partial<QueueRow>, string[]]>([
  [{}, []],
  [{ stage: "appeal" }, ["An appeal. What you decide is final."]],
  [{ kind: "delegate", standsInFor: ["Fern", "Briar"] }, ["You stand in for Fern and Briar."]],
  [{ kind: "delegate" }, ["You stand in for somebody who is away."]],
  [
    { kind: "escalated", phase: "escalated" },
    ["It came up the line to you, because nobody decided in time."],
  ],
  [
    { phase: "escalated" },
    ["It was not decided in time. If it is not by its new day, it is granted until somebody decides."],
  ],
  [{ asked: true }, ["The clock waits for an answer of Aster Larkbeam."]],
  [{ isLeftOut: false }, ["Collection goes on until it is decided."]],
])("%j is the reader's because of %j", (over, reasons) => {
  expect(reasonsOf({ ...ROW, ...over })).toEqual(reasons);
});
