import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayOf } from "../../../lib/day.ts";
import { movableClock, type TestClock } from "../../../prisma/factories/test-clock.ts";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { authorise, withdrawAuthorisation } from "../../notice/commands/authorise.ts";
import { acknowledgeNotice, recordNoticeServed } from "../../notice/commands.ts";
import type { EvidenceAnswer } from "../schema/question.ts";
import { askQuestion, type Question } from "./ask-question.ts";

let portal: TestPortal;
let clock: TestClock;
let today: string;
beforeAll(async () => {
  portal = await openTestPortal();
  clock = await movableClock(portal.owner);
  const { timeZone } = portal.people.employee;
  await clock.toTuesdayNoon(timeZone);
  today = dayOf(timeZone, await clock.now());
});
afterAll(() => portal.close());

async function answered(question: Question): Promise<EvidenceAnswer> {
  const asked = await askQuestion(portal.people.legal, question);
  if (asked.kind !== "answer") throw new Error("several people were meant");
  return asked.answer;
}

async function federalNotice(): Promise<{ id: string; sha256: string }> {
  const { rows } = await portal.owner.query<{ id: string; sha256: string }>(
    "select id, sha256 from notice where jurisdiction = 'US' order by version desc limit 1",
  );
  if (!rows[0]) throw new Error("there is no notice");
  return rows[0];
}

describe("the question about a person and a day", () => {
  test("says of an authorisation that it was withdrawn", async () => {
    const { colleague } = portal.people;
    const { sha256 } = await federalNotice();
    const jurisdiction = "US-MI";
    const signed = async () => {
      const { notices } = await answered({ who: "", personId: colleague.id, day: today });
      return notices.flatMap((each) => each.authorised);
    };
    await authorise(colleague, { noticeHash: sha256, jurisdiction, signature: colleague.name });
    expect(await signed()).toEqual([{ at: expect.any(Date), jurisdiction, withdrawnAt: null }]);
    await withdrawAuthorisation(colleague, { jurisdiction });
    expect(await signed()).toEqual([{ at: expect.any(Date), jurisdiction, withdrawnAt: expect.any(Date) }]);
  });

  test("is answered with where they were, what was in force, what they were given, and the gate", async () => {
    const { colleague } = portal.people;
    const notice = await federalNotice();
    const before = await answered({ who: colleague.email, day: today });
    expect(before.gate.at(-1)?.unmet.map((each) => each.duty)).toContain("acknowledgement");
    await recordNoticeServed(colleague, { noticeId: notice.id });
    await acknowledgeNotice(colleague, { noticeHash: notice.sha256 });
    const after = await answered({ who: colleague.name.toUpperCase(), day: today });
    expect(after.person).toMatchObject({ id: colleague.id, email: colleague.email });
    expect(after.locations.map((each) => each.kind).sort()).toEqual(["residence", "work"]);
    expect(after.locations[0]).toMatchObject({ source: "directory", until: null });
    expect(after.rows.map((each) => each.code)).toContain("US");
    const given = after.notices.find((each) => each.sha256 === notice.sha256);
    expect(given).toMatchObject({
      jurisdiction: "US",
      served: [{ channel: "portal" }],
      seenAt: null,
      acknowledged: { channel: "portal" },
    });
    expect(after.firstCollectedAt).toBeNull();
    const duties = (answer: EvidenceAnswer) =>
      (answer.gate.at(-1)?.unmet ?? []).filter((each) => each.code === "US").map((each) => each.duty);
    expect(duties(before)).toEqual(["acknowledgement"]);
    expect(duties(after)).toEqual([]);
    // The day is told in parts: it was held before, and every part begins where the last one ended.
    expect(after.gate.length).toBeGreaterThan(1);
    for (const [place, part] of after.gate.entries())
      expect(part.from).toBe(place === 0 ? after.span.from : after.gate[place - 1]?.to);
  });

  test("leaves an act about the person, and none where nobody was found or several were", async () => {
    const { employee, legal } = portal.people;
    const acts = () =>
      portal.actsAbout(employee.id).then((all) => all.filter((each) => each.kind === "evidence.asked"));
    const before = await acts();
    await answered({ who: "", personId: employee.id, day: today });
    expect((await acts()).slice(before.length)).toEqual([
      {
        kind: "evidence.asked",
        actorKind: "person",
        actorId: legal.id,
        objectId: null,
        details: { day: today },
      },
    ]);
    const all = () =>
      portal.owner.query("select from act where kind = 'evidence.asked'").then((it) => it.rowCount);
    const count = await all();
    const several = await askQuestion(legal, { who: "aster", day: today });
    expect(several).toMatchObject({
      kind: "several",
      people: expect.arrayContaining([expect.objectContaining({ name: expect.stringMatching(/aster/i) })]),
    });
    await expect(askQuestion(legal, { who: "nobody at all", day: today })).rejects.toThrow();
    expect(await all()).toBe(count);
  });

  test("tells of a moment before they came that nothing was known, and the gate held", async () => {
    const past = await answered({ who: portal.people.employee.email, day: "2020-02-29", time: "10:30" });
    expect(past).toMatchObject({ locations: [], rows: [], notices: [] });
    expect(past.gate).toHaveLength(1);
    expect(past.gate[0]?.unmet.map((each) => each.code)).toEqual(["unknown", "unknown", "US"]);
  });

  test.each<[string, Partial<Question>, string]>([
    ["a day to come", { day: "2999-01-01" }, "still to come"],
    ["a day that no calendar has", { day: "2026-02-30" }, "calendar"],
    ["no day", { day: "" }, "calendar"],
    ["a day of the year 10000", { day: "10000-01-01" }, "calendar"],
    ["a day before any portal", { day: "1066-10-14" }, "no portal then"],
    ["a time that no clock has", { time: "25:00" }, "such as 14:30"],
    ["nobody", { who: "   " }, "name or an e-mail"],
    ["somebody unknown", { who: "Zzz Nobody" }, "knows nobody"],
    ["a character that no database knows", { who: "Fern\0" }, "knows nobody"],
    ["a pattern instead of a name", { who: "%" }, "knows nobody"],
    ["an id that is none", { personId: "' or 1=1" }, "knows nobody"],
    ["an id of nobody", { personId: "00000000-0000-4000-8000-000000000000" }, "knows nobody"],
    ["far too much", { who: "x".repeat(100_000) }, "too long"],
  ])("%s is refused with a sentence", async (_, given, sentence) => {
    const question = { who: portal.people.employee.email, day: today, ...given };
    await expect(askQuestion(portal.people.legal, question)).rejects.toThrow(sentence);
  });

  test("a moment to come is refused with a sentence", async () => {
    const { timeZone, email } = portal.people.employee;
    const soon = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
    const [day = "", time = ""] = soon.format((await clock.now()) + 120_000).split(" ");
    await expect(askQuestion(portal.people.legal, { who: email, day, time })).rejects.toThrow(
      "still to come",
    );
  });

  test("is legal's alone to ask", async () => {
    const { employee, manager, engineer, steward, admin } = portal.people;
    for (const actor of [employee, manager, engineer, steward, admin])
      await expect(askQuestion(actor, { who: actor.email, day: today })).rejects.toMatchObject({
        code: "forbidden",
      });
  });
});
