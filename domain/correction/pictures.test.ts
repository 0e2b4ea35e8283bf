import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { deleteCapture } from "../capture/commands/delete-capture.ts";
import { getCapture, listCaptures } from "../capture/queries/list-captures.ts";
import { answerContest } from "./commands/answer-contest.ts";
import { contestPicture, contestRecord } from "./commands/contest-record.ts";
import { listContestsToAnswer } from "./queries/list-contests-to-answer.ts";
import {
  findMyContest,
  findMyPictureContest,
  listContested,
  listMyContests,
} from "./queries/list-my-contests.ts";
import { type CorrectionPortal, openCorrectionPortal } from "./test-corrections.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WORDS = "My neighbour Basil sat at my desk.";
const SENTENCE = expect.stringMatching(/^[A-Z].*[.]$/);

let portal: CorrectionPortal;
let employee: PersonActor;
let steward: PersonActor;
beforeAll(async () => {
  portal = await openCorrectionPortal();
  ({ employee, steward } = portal.people);
});
afterAll(() => portal.close());

const upheld = { outcome: "upheld", words: "The badge log agrees with you." };
const stands = { outcome: "stands", words: "The badge log says that it was you." };

async function contested(who = employee) {
  const picture = await portal.pictureOf(who);
  const { id } = await contestPicture(who, {
    captureId: picture.id,
    reason: "somebody-else",
    words: WORDS,
  });
  return { picture: picture.id, object: picture.object, id };
}

/** Whether the store is told to forget an object. */
const isToGo = async (object: string) =>
  (await portal.owner.query("select from capture_removal where object = $1", [object])).rowCount === 1;

describe("a contested picture", () => {
  test("is held back from everyone until it is answered, also after its hours for its subject alone", async () => {
    const { picture, id } = await contested();
    const other = await portal.pictureOf(employee);
    await portal.clock.putOn(25 * HOUR);
    const released = () => Promise.all([picture, other.id].map((each) => portal.isPictureReleased(each)));
    expect(await released()).toEqual([false, true]);
    await answerContest(steward, { contestId: id, ...stands });
    expect(await released()).toEqual([true, true]);
  });

  test("that stands is held back as any other: an answer makes no hold-back shorter", async () => {
    const { picture, id } = await contested();
    await answerContest(steward, { contestId: id, ...stands });
    expect(await portal.isPictureReleased(picture)).toBe(false);
    await portal.clock.putOn(25 * HOUR);
    expect(await portal.isPictureReleased(picture)).toBe(true);
  });

  test("of which its subject was right is deleted with what lies in the store, and no other is", async () => {
    const other = await portal.pictureOf(employee);
    const record = await portal.recordOf(employee);
    const { picture, object, id } = await contested();
    expect(await answerContest(steward, { contestId: id, ...upheld })).toEqual({ what: "picture" });
    expect([await portal.isPictureThere(picture), await isToGo(object)]).toEqual([false, true]);
    expect([await portal.isPictureThere(other.id), await isToGo(other.object)]).toEqual([true, false]);
    expect(await portal.isThere(record)).toBe(true);
    expect(await findMyPictureContest(employee, picture)).toMatchObject({
      state: "upheld",
      answer: { words: upheld.words },
    });
  });

  test("is shown to its subject, and stands where they deleted something else", async () => {
    const { picture, id } = await contested();
    expect(await getCapture(employee, picture)).toMatchObject({ id: picture });
    const other = await portal.pictureOf(employee);
    await deleteCapture(employee, other.id);
    expect(await answerContest(steward, { contestId: id, ...stands })).toEqual({ what: "picture" });
    expect(await portal.isPictureThere(picture)).toBe(true);
    expect(await findMyPictureContest(employee, picture)).toMatchObject({ state: "stands", isThere: true });
    await deleteCapture(employee, picture);
    expect(await findMyPictureContest(employee, picture)).toMatchObject({ state: "stands", isThere: false });
  });

  test("is in a list of what waits, with the records, until it is answered", async () => {
    const { lead } = portal.people;
    const record = await portal.recordOf(lead);
    await contestRecord(lead, { recordId: record, reason: "wrong-time", words: "" });
    const { picture, id } = await contested(lead);
    expect(await listContested(lead)).toEqual(new Set([record, picture]));
    await answerContest(steward, { contestId: id, ...stands });
    expect(await listContested(lead)).toEqual(new Set([record]));
    expect(await listContested(portal.people.hr)).toEqual(new Set());
  });
});

describe("who contests a picture", () => {
  test("reads what they said of it and what became of it, among what they said of records", async () => {
    const record = await portal.recordOf(employee);
    await contestRecord(employee, { recordId: record, reason: "wrong-time", words: "" });
    const { picture, id } = await contested();
    expect(await findMyPictureContest(employee, picture)).toEqual({
      id,
      what: "picture",
      whatId: picture,
      from: (await getCapture(employee, picture)).takenAt,
      reason: "somebody-else",
      words: WORDS,
      at: expect.any(Number),
      state: "waiting",
      isThere: true,
      answer: null,
    });
    const [first, second] = await listMyContests(employee);
    expect([first, second]).toMatchObject([
      { what: "picture", whatId: picture },
      { what: "record", whatId: record },
    ]);
    expect(await findMyPictureContest(portal.people.colleague, picture)).toBeNull();
    for (const id of [record, "", "none", "../x"])
      expect(await findMyPictureContest(employee, id)).toBeNull();
    expect(await findMyContest(employee, picture)).toBeNull();
  });

  test("twice, of what is others', gone or nothing at all is told so in a sentence, and nothing is written", async () => {
    const { picture, id } = await contested();
    const others = await portal.pictureOf(portal.people.colleague);
    const gone = await portal.pictureOf(employee);
    await deleteCapture(employee, gone.id);
    const count = async () => (await portal.owner.query("select count(*)::int as n from contest")).rows[0].n;
    const before = await count();
    const refusedWith = async (captureId: string, code: string) => {
      const attempt = contestPicture(employee, { captureId, reason: "wrong-time", words: "" });
      await expect(attempt, captureId).rejects.toMatchObject({ code, message: SENTENCE });
    };
    await refusedWith(picture, "conflict");
    await refusedWith(picture.toUpperCase(), "conflict");
    for (const each of [others.id, gone.id, "", "../../etc", id, `${picture}0`, "x".repeat(3_000)])
      await refusedWith(each, "not_found");
    await answerContest(steward, { contestId: id, ...stands });
    await refusedWith(picture, "conflict");
    expect(await count()).toBe(before);
  });

  test("in two tabs at once has contested once", async () => {
    const { id: captureId } = await portal.pictureOf(employee);
    const attempt = () => contestPicture(employee, { captureId, reason: "wrong-time", words: "" });
    const ended = await Promise.allSettled([attempt(), attempt(), attempt()]);
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const each of ended)
      if (each.status === "rejected")
        expect(each.reason).toMatchObject({ code: "conflict", message: SENTENCE });
  });

  test("deletes it, and nobody is asked any more", async () => {
    const { picture, id } = await contested();
    await deleteCapture(employee, picture);
    expect(await findMyPictureContest(employee, picture)).toMatchObject({ state: "gone" });
    const { contests } = await listContestsToAnswer(steward);
    expect(contests.map((each) => each.id)).not.toContain(id);
    const answer = answerContest(steward, { contestId: id, ...upheld });
    await expect(answer).rejects.toMatchObject({ code: "conflict", reason: "gone", message: SENTENCE });
  });
});

describe("whoever answers about a picture", () => {
  test("sees that it is one, who, when, in which application, the reason and the words, and no picture", async () => {
    const { picture, id } = await contested();
    const { contests } = await listContestsToAnswer(steward);
    expect(contests.find((each) => each.id === id)).toEqual({
      id,
      name: employee.name,
      timeZone: "UTC",
      what: "picture",
      from: (await getCapture(employee, picture)).takenAt,
      to: null,
      application: expect.stringContaining("erminal"),
      reason: "somebody-else",
      words: WORDS,
      at: expect.any(Number),
    });
    await expect(getCapture(steward, picture)).rejects.toMatchObject({ code: "not_found" });
    const speaker = { kind: "person" as const, id: steward.id, subjects: [steward.id] };
    const found = await portal.asApp(speaker, (client) =>
      client.query("select from capture where employee_id = $1", [employee.id]),
    );
    expect(found.rowCount).toBe(0);
  });

  test("is a steward and nobody else, and deletes nothing by saying that somebody was right about another", async () => {
    const { picture, id } = await contested();
    const another = await contested(portal.people.colleague);
    for (const who of [portal.people.manager, portal.people.admin, portal.people.legal, employee])
      await expect((async () => answerContest(who, { contestId: id, ...upheld }))()).rejects.toMatchObject({
        code: "not_found",
      });
    await answerContest(steward, { contestId: another.id, ...upheld });
    expect([await portal.isPictureThere(picture), await portal.isPictureThere(another.picture)]).toEqual([
      true,
      false,
    ]);
  });
});

test("a picture says when it goes: by the stricter of the program now and the notice then", async () => {
  await portal.keeps({ screen: 90 });
  const { id } = await portal.pictureOf(employee);
  const kept = async () => {
    const { keptUntil, takenAt } = await getCapture(employee, id);
    const { captures } = await listCaptures(employee, { after: null, limit: 100 });
    expect(captures.find((each) => each.id === id)?.keptUntil).toBe(keptUntil);
    return (keptUntil - takenAt) / DAY;
  };
  const noticeDays = await kept();
  expect(noticeDays).toBeLessThanOrEqual(90);
  await portal.keeps({ screen: 3 });
  expect(await kept()).toBe(3);
  await portal.keeps({ screen: 365 });
  expect(await kept()).toBeLessThan(365);
});
