import type { QueueRow } from "../../domain/exemption/schema/queue.ts";
import { dayOf } from "../../lib/day.ts";
import { formatCount } from "../ui/quantity.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How urgent a step is, in a few words; `now` in milliseconds. Days are those of the calendar where the reader is. */
export function urgencyOf(
  { phase, asked, dueAt }: Pick<QueueRow, "phase" | "asked" | "dueAt">,
  now: number,
  timeZone: string,
): { text: string; tone: "plain" | "accent" | "danger" } {
  if (phase === "overdue") return { text: "Overdue: holds until you decide", tone: "danger" };
  if (asked) return { text: "Answer awaited", tone: "plain" };
  const left = dueAt - now;
  if (left <= 0) return { text: "Due now", tone: "danger" };
  if (left < HOUR) return { text: "Due within the hour", tone: "danger" };
  if (left < DAY) return { text: `Due in ${formatCount(Math.floor(left / HOUR), "hour")}`, tone: "danger" };
  return {
    text: `Due ${dayInWords(daysBetween(dayOf(timeZone, now), dayOf(timeZone, dueAt)))}`,
    tone: "plain",
  };
}

function daysBetween(first: string, second: string): number {
  return (Date.parse(second) - Date.parse(first)) / DAY;
}

/** A day of 25 hours may have more than 24 of them left. */
function dayInWords(days: number): string {
  if (days === 0) return "today";
  return days === 1 ? "tomorrow" : `in ${formatCount(days, "day")}`;
}

type Asked = Pick<QueueRow, "kind" | "phase" | "asked" | "stage" | "isLeftOut" | "standsInFor" | "applicant">;

/** Why it is the reader's, and what waiting does, a sentence each; the most pressing first. */
export function reasonsOf(row: Asked): string[] {
  return [
    row.stage === "appeal" && "An appeal. What you decide is final.",
    row.phase === "overdue" &&
      "Nobody decided in time, so what was asked for is granted until somebody decides.",
    row.kind === "escalated" && "It came up the line to you, because nobody decided in time.",
    row.kind !== "escalated" &&
      row.phase === "escalated" &&
      "It was not decided in time. If it is not by its new day, it is granted until somebody decides.",
    row.kind === "delegate" && `You stand in for ${named(row.standsInFor)}.`,
    row.kind === "replacement" &&
      "You are asked in place of somebody who is away, has left or may not decide it.",
    row.asked && `The clock waits for an answer of ${row.applicant}.`,
    !row.isLeftOut && "Collection goes on until it is decided.",
  ].filter((each) => each !== false);
}

function named(people: readonly string[]): string {
  return people.length > 0 ? new Intl.ListFormat("en-US").format(people) : "somebody who is away";
}
