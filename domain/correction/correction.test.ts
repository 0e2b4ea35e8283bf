import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorForSession } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { answerContest } from "./commands/answer-contest.ts";
import { contestRecord } from "./commands/contest-record.ts";
import { listContestsToAnswer } from "./queries/list-contests-to-answer.ts";
import { findMyContest, listMyContests } from "./queries/list-my-contests.ts";
import { type CorrectionPortal, openCorrectionPortal } from "./test-corrections.ts";

const HOUR = 3_600_000;
const WORDS = "My neighbour Basil sat at my desk that minute.";
const SENTENCE = expect.stringMatching(/^[A-Z].*[.]$/);

let portal: CorrectionPortal;
let employee: PersonActor;
let steward: PersonActor;
beforeAll(async () => {
  portal = await openCorrectionPortal();
  ({ employee, steward } = portal.people);
});
afterAll(() => portal.close());

const waitingFor = async (who: PersonActor) => (await listContestsToAnswer(who)).contests;

async function contested(who = employee, words = WORDS): Promise<{ record: string; id: string }> {
  const record = await portal.recordOf(who);
  const { id } = await contestRecord(who, { recordId: record, reason: "somebody-else", words });
  return { record, id };
}
const upheld = { outcome: "upheld", words: "The badge log agrees with you." };
const stands = { outcome: "stands", words: "The badge log says that it was you." };

describe("a contested record", () => {
  test("is held back from everyone until it is answered, also after its hours for its subject alone", async () => {
    const { record, id } = await contested();
    const other = await portal.recordOf(employee);
    await portal.clock.putOn(25 * HOUR);
    expect([await portal.isReleased(record), await portal.isReleased(other)]).toEqual([false, true]);
    await answerContest(steward, { contestId: id, ...stands });
    expect(await portal.isReleased(record)).toBe(true);
  });

  test("that stands is held back as any other: an answer makes no hold-back shorter", async () => {
    const { record, id } = await contested();
    await answerContest(steward, { contestId: id, ...stands });
    expect(await portal.isReleased(record)).toBe(false);
    await portal.clock.putOn(25 * HOUR);
    expect(await portal.isReleased(record)).toBe(true);
  });

  test("of which its subject was right is deleted with what it had added to its day, and nothing else is", async () => {
    const other = await portal.recordOf(employee);
    const { record, id } = await contested();
    await answerContest(steward, { contestId: id, ...upheld });
    expect([await portal.isThere(record), await portal.isThere(other)]).toEqual([false, true]);
    expect(await portal.miscounted()).toEqual([]);
    expect(await findMyContest(employee, record)).toMatchObject({
      state: "upheld",
      answer: { words: upheld.words },
    });
  });

  test("stays held back where its subject was right and it comes again", async () => {
    const { record, id } = await contested();
    await answerContest(steward, { contestId: id, ...upheld });
    await portal.owner.query(
      `insert into segment (employee_id, device_id, started_at, ended_at, batch_id, moves, clicks, drags, scrolls, keys,
         shortcuts, steps, held_until) select $1, $2, $3, $3::timestamptz + interval '9 seconds', $2, 0, 0, 0, 0, 0, 0, 'sealed', sayso_now()`,
      [employee.id, record.slice(0, 36), new Date(Number(record.slice(37)))],
    );
    expect([await portal.isThere(record), await portal.isReleased(record)]).toEqual([true, false]);
    await portal.deleteRecord(record);
  });

  test("goes by its retention like any other", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2 });
    const { record } = await contested();
    await portal.clock.putOn(48 * HOUR);
    await portal.run();
    expect(await portal.isThere(record)).toBe(false);
    expect(await findMyContest(employee, record)).toMatchObject({ state: "gone", answer: null });
    await portal.keeps({});
  });
});

describe("who contests", () => {
  test("reads what they said, and what became of it, the last first", async () => {
    const { record, id } = await contested(employee, "");
    expect(await findMyContest(employee, record)).toEqual({
      id,
      what: "record",
      whatId: record,
      from: Number(record.slice(37)),
      reason: "somebody-else",
      words: null,
      at: expect.any(Number),
      state: "waiting",
      isThere: true,
      answer: null,
    });
    const second = await contested();
    const all = await listMyContests(employee);
    expect(all.slice(0, 2).map((each) => each.id)).toEqual([second.id, id]);
    expect(all[0]?.words).toBe(WORDS);
    await answerContest(steward, { contestId: second.id, ...stands });
    expect((await listMyContests(employee))[0]).toMatchObject({
      state: "stands",
      answer: { words: stands.words },
    });
    expect(await listMyContests(portal.people.colleague)).toEqual([]);
    expect(await findMyContest(portal.people.colleague, record)).toBeNull();
    const acts = (await portal.actsAbout(employee.id)).filter(({ objectId }) => objectId === second.id);
    expect(acts.map(({ kind, actorId, details }) => [kind, actorId, details])).toEqual([
      ["correction.contested", employee.id, {}],
      ["correction.answered", steward.id, { outcome: "stands" }],
    ]);
  });

  test("twice, of what is others', gone or nothing at all is told so in a sentence, and nothing is written", async () => {
    const { record, id } = await contested();
    const others = await portal.recordOf(portal.people.colleague);
    const gone = await portal.recordOf(employee);
    await portal.deleteRecord(gone);
    const before = (await portal.owner.query("select count(*)::int as n from contest")).rows[0].n;
    const refusedWith = async (recordId: string, code: string) => {
      const attempt = contestRecord(employee, { recordId, reason: "wrong-time", words: "" });
      await expect(attempt, recordId).rejects.toMatchObject({ code, message: SENTENCE });
    };
    await refusedWith(record, "conflict");
    for (const each of [
      others,
      gone,
      "",
      "../../etc",
      id,
      `${id}.99999999999999999`,
      `${record}0`,
      `${id}.1e9`,
    ])
      await refusedWith(each, "not_found");
    await answerContest(steward, { contestId: id, ...stands });
    await refusedWith(record, "conflict");
    expect((await portal.owner.query("select count(*)::int as n from contest")).rows[0].n).toBe(before);
  });

  test("in two tabs at once has contested once", async () => {
    const recordId = await portal.recordOf(employee);
    const attempt = () => contestRecord(employee, { recordId, reason: "wrong-time", words: "" });
    const ended = await Promise.allSettled([attempt(), attempt(), attempt()]);
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const each of ended)
      if (each.status === "rejected")
        expect(each.reason).toMatchObject({ code: "conflict", message: SENTENCE });
  });

  test.each([
    [{ reason: "", words: "" }, "reason"],
    [{ reason: null, words: "" }, "reason"],
    [{ reason: "because", words: "" }, "reason"],
    [{ reason: "wrong-time", words: "x".repeat(2_001) }, "words"],
    [{ reason: "wrong-time", words: "a\u0000b" }, "words"],
    [{ reason: "wrong-time", words: "\ud800" }, "words"],
    [{ reason: "wrong-time", words: null }, "words"],
    [{ reason: "something-else", words: "  \n " }, "words"],
  ])("%j is refused at its field", async (input, field) => {
    const recordId = await portal.recordOf(employee);
    const attempt = async () => contestRecord(employee, { recordId, ...input });
    await expect(attempt()).rejects.toMatchObject({
      code: "invalid",
      detail: { fields: { [field]: expect.any(String) } },
    });
  });

  test("may say 2,000 letters of any kind, and they come out as they went in", async () => {
    const words = `${"é🪁".repeat(666)}<b>`;
    const { record } = await contested(employee, words);
    expect((await findMyContest(employee, record))?.words).toBe(words);
  });
});

describe("whoever answers", () => {
  test("sees who, when, in which application, the reason and the words, and nothing else of the record", async () => {
    const { record, id } = await contested();
    const from = Number(record.slice(37));
    const found = (await waitingFor(steward)).find((each) => each.id === id);
    expect(found).toEqual({
      id,
      name: employee.name,
      timeZone: "UTC",
      what: "record",
      from,
      to: from + 30_000,
      application: expect.stringContaining("erminal"),
      reason: "somebody-else",
      words: WORDS,
      at: expect.any(Number),
    });
    const speaker = { kind: "person" as const, id: steward.id, subjects: [steward.id] };
    const segments = await portal.asApp(speaker, (client) =>
      client.query("select from segment where employee_id = $1", [employee.id]),
    );
    expect(segments.rowCount).toBe(0);
  });

  test("is a steward and nobody else", async () => {
    const { id } = await contested();
    const { steward: _, employee: self, ...others } = portal.people;
    for (const [part, who] of Object.entries({ self, ...others })) {
      const answer = async () => answerContest(who, { contestId: id, ...upheld });
      await expect(answer(), part).rejects.toMatchObject({ code: "not_found" });
      const list = async () => (await waitingFor(who)).map((each) => each.id);
      await expect(
        list().catch(() => []),
        part,
      ).resolves.toEqual([]);
      // Nor past every check of the portal's.
      const speaker = { kind: "person" as const, id: who.id, subjects: [who.id] };
      const sql = `select (select count(*) from contests_to_answer())::int as waiting,
        (select count(*) from key_for_contest($1))::int as keys`;
      const { rows } = await portal.asApp(speaker, (client) => client.query(sql, [id]));
      expect(rows, part).toEqual([{ waiting: 0, keys: 0 }]);
      const insert = portal.asApp(speaker, (client) =>
        client.query(
          "insert into contest_answer (employee_id, contest_id, outcome, words, answered_by) values ($1, $2, 'upheld', '', $3)",
          [employee.id, id, who.id],
        ),
      );
      await expect(insert, part).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|23001)$/) });
    }
    expect((await waitingFor(steward)).map((each) => each.id)).toContain(id);
  });

  test("answers nothing of their own: another steward does, and legal where there is none", async () => {
    const { id } = await contested(steward);
    const { legal, secondLegal, admin } = portal.people;
    const answer = (who: PersonActor) => answerContest(who, { contestId: id, ...stands });
    await expect(answer(steward)).rejects.toMatchObject({ code: "not_found" });
    expect((await waitingFor(steward)).map((each) => each.id)).not.toContain(id);
    expect((await waitingFor(legal)).map((each) => each.id)).toEqual([id]);
    await portal.grantRole(admin, "steward");
    const second = await actorForSession({
      subject: portal.organisation.people[21]?.subject ?? "",
      epoch: 1,
    });
    expect(second.id).toBe(admin.id);
    for (const each of [legal, secondLegal]) {
      expect(await waitingFor(each)).toEqual([]);
      await expect(answer(each)).rejects.toMatchObject({ code: "not_found" });
    }
    await answer(second);
    expect((await listMyContests(steward))[0]).toMatchObject({ state: "stands" });
    await portal.takeRole(admin, "steward");
  });

  test("a moment after another is told so, and nothing of theirs is kept", async () => {
    const { admin } = portal.people;
    await portal.grantRole(admin, "steward");
    const second = await actorForSession({
      subject: portal.organisation.people[21]?.subject ?? "",
      epoch: 1,
    });
    for (let n = 0; n < 5; n++) {
      const { record, id } = await contested();
      const ended = await Promise.allSettled([
        answerContest(steward, { contestId: id, ...upheld }),
        answerContest(second, { contestId: id, ...stands }),
      ]);
      const late = ended.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      expect(late).toMatchObject([{ code: "conflict", reason: "answered", message: SENTENCE }]);
      const isFirst = ended[0]?.status === "fulfilled";
      expect(await findMyContest(employee, record)).toMatchObject({ state: isFirst ? "upheld" : "stands" });
      expect(await portal.isThere(record)).toBe(!isFirst);
      // Once more, long after.
      await expect(answerContest(second, { contestId: id, ...stands })).rejects.toMatchObject({
        reason: "answered",
      });
    }
    await portal.takeRole(admin, "steward");
  });

  test("what is gone meanwhile is asked for nothing, and told so", async () => {
    const { record, id } = await contested();
    await portal.deleteRecord(record);
    expect(await findMyContest(employee, record)).toMatchObject({ state: "gone" });
    expect((await waitingFor(steward)).map((each) => each.id)).not.toContain(id);
    const answer = answerContest(steward, { contestId: id, ...upheld });
    await expect(answer).rejects.toMatchObject({ code: "conflict", reason: "gone", message: SENTENCE });
  });

  test.each([
    [{ outcome: "", words: "a" }, "outcome"],
    [{ outcome: "maybe", words: "a" }, "outcome"],
    [{ outcome: "upheld", words: " " }, "words"],
    [{ outcome: "upheld", words: "x".repeat(2_001) }, "words"],
  ])("%j is refused at its field", async (input, field) => {
    const { id } = await contested();
    const attempt = async () => answerContest(steward, { contestId: id, ...input });
    await expect(attempt()).rejects.toMatchObject({
      code: "invalid",
      detail: { fields: { [field]: expect.any(String) } },
    });
  });

  test.each(["", "none", "0192e4a0-0000-7000-8000-000000000001"])(
    "%j is nothing to answer",
    async (contestId) => {
      await expect((async () => answerContest(steward, { contestId, ...upheld }))()).rejects.toMatchObject({
        code: "not_found",
      });
    },
  );
});

describe("what was said", () => {
  test("is sealed under its subject's key: once that is destroyed nobody reads it", async () => {
    const { record, id } = await contested();
    await answerContest(steward, { contestId: id, ...stands });
    const { rows } = await portal.owner.query(
      `select c.words as said, a.words as answer from contest c join contest_answer a on a.contest_id = c.id where c.id = $1`,
      [id],
    );
    for (const sealed of Object.values<Buffer>(rows[0]))
      for (const word of ["Basil", "badge"]) expect(sealed.includes(word)).toBe(false);
    const kept = await portal.owner.query("delete from word_key where employee_id = $1 returning *", [
      employee.id,
    ]);
    expect(await findMyContest(employee, record)).toMatchObject({
      words: null,
      answer: null,
      state: "stands",
    });
    await portal.owner.query("insert into word_key select * from jsonb_populate_record(null::word_key, $1)", [
      JSON.stringify({ ...kept.rows[0], wrapped: `\\x${kept.rows[0].wrapped.toString("hex")}` }),
    ]);
  });

  test("is never changed, by nobody, nor is an answer", async () => {
    const { id } = await contested();
    await answerContest(steward, { contestId: id, ...stands });
    for (const sql of [
      "update contest set reason = 'wrong-time'",
      "update contest_answer set outcome = 'upheld'",
      "truncate contest cascade",
    ])
      await expect(portal.owner.query(sql), sql).rejects.toMatchObject({ code: "23001" });
  });

  test("has a letter for whoever may answer, then one for its subject, once each", async () => {
    const { id } = await contested();
    await answerContest(steward, { contestId: id, ...stands });
    const { rows } = await portal.owner.query(
      "select kind, person_id, is_applicant, request_id from letter where object_id = $1 order by at, kind desc",
      [id],
    );
    expect(rows).toEqual([
      { kind: "contested", person_id: steward.id, is_applicant: false, request_id: null },
      { kind: "contest-answered", person_id: employee.id, is_applicant: true, request_id: null },
    ]);
  });
});

test("whoever contests everything at once is asked to wait; the oldest are shown first, and that there are more", async () => {
  const { colleague } = portal.people;
  const ids: string[] = [];
  for (let n = 0; n < 100; n++) ids.push((await contested(colleague, "")).id);
  await expect(contested(colleague, "")).rejects.toMatchObject({ code: "too_many", message: SENTENCE });
  const { contests, hasMore } = await listContestsToAnswer(steward);
  expect([contests.length, hasMore]).toEqual([50, true]);
  const at = contests.map((each) => each.at);
  expect(at).toEqual(at.toSorted((one, other) => one - other));
  await answerContest(steward, { contestId: ids[0] ?? "", ...stands });
  await contested(colleague, "");
});
