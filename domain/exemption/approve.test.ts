import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorForSession } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { approvePart } from "./commands/approve-part.ts";
import { decideExemption } from "./commands/decide.ts";
import { decideMany } from "./commands/decide-many.ts";
import { askApplicant, comment } from "./commands/discuss.ts";
import { appealExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { getRequest } from "./queries/get-request.ts";
import { howItEnded } from "./queries/how-it-ended.ts";
import { listDecided } from "./queries/list-decided.ts";
import { getScopePlace } from "./queries/place-of-request.ts";
import { previewRoute } from "./queries/preview-route.ts";
import type { Ground, Scope } from "./schema.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

// What approvers do, with wrong, huge, hostile, repeated and late input.

let portal: RequestPortal;
beforeAll(async () => {
  portal = await openRequestPortal();
});
afterAll(() => portal.close());

const DAY = 86_400_000;
const YES = { kind: "approved", words: "" };
const YES_AFTER_ALL = { kind: "approved", words: "There is none in the field." };
const NO = { kind: "denied", words: "There is a socket.", remedy: "A week in the field." };

const apply = (who: PersonActor, ground: Ground, over?: Partial<Scope>) => portal.apply(who, ground, over);
const stepOf = (requestId: string, group: "manager" | "legal" | "hr" = "manager") =>
  ({ requestId, stage: "request", group }) as const;
const decisionsOf = async (id: string) =>
  (
    await portal.owner.query("select grp, kind from exemption_decision where request_id = $1 order by at", [
      id,
    ])
  ).rows;

describe("one decision", () => {
  test("is refused with its field where a text is missing, too long or cannot be kept, and nothing is recorded", async () => {
    const { employee, manager } = portal.people;
    const id = await apply(employee, "bandwidth");
    const refused: [object, string][] = [
      [{ ...NO, words: "  " }, "words"],
      [{ ...NO, words: "x".repeat(10_000) }, "words"],
      [{ ...NO, words: "a\u0000b" }, "words"],
      [{ ...NO, remedy: "" }, "remedy"],
      [{ ...NO, remedy: "x".repeat(10_000) }, "remedy"],
      [{ ...NO, remedy: "\ud800" }, "remedy"],
      [{ ...YES, words: "x".repeat(10_000) }, "words"],
      [{ ...YES, words: "\u0007" }, "words"],
      [{ kind: "narrowed", words: "" }, "words"],
    ];
    for (const [input, field] of refused)
      await expect(decideExemption(manager, stepOf(id), input)).rejects.toMatchObject({
        code: "invalid",
        detail: {
          fields: expect.objectContaining({ [field]: expect.not.stringMatching(/^Too big|expected/) }),
        },
      });
    expect(await decisionsOf(id)).toEqual([]);
    await withdrawRequest(employee, id, "request");
  });

  test("tells whether it settled the request, or another group is still asked", async () => {
    const { employee, manager, legal } = portal.people;
    const [yes, no] = [
      await apply(employee, "sensitive-content"),
      await apply(employee, "sensitive-content"),
    ];
    expect(await decideExemption(manager, stepOf(yes), YES)).toEqual({ isSettled: false });
    expect(await decideExemption(legal, stepOf(yes, "legal"), YES)).toEqual({ isSettled: true });
    expect(await decideExemption(manager, stepOf(no), NO)).toEqual({ isSettled: true });
  });

  test("of human resources, where nobody is above, is told from a manager's before and after it is sent", async () => {
    const { employee, head } = portal.people;
    for (const [who, isInPlaceOfManager] of [
      [employee, false],
      [head, true],
    ] as const) {
      const step = { group: "manager", isInPlaceOfManager };
      expect(await previewRoute(who, "sensitive-content")).toMatchObject([
        { group: "legal", isInPlaceOfManager: false },
        step,
      ]);
      const id = await apply(who, "power");
      expect((await getRequest(who, id)).steps).toMatchObject([step]);
      await withdrawRequest(who, id, "request");
    }
  });

  test("is nobody's but theirs who are asked, and does not exist for others", async () => {
    const { employee, colleague, legal, hr, manager, head } = portal.people;
    const id = await apply(employee, "power");
    for (const actor of [employee, colleague, legal, hr, head]) {
      await expect(decideExemption(actor, stepOf(id), YES)).rejects.toMatchObject({
        code: actor === employee ? "forbidden" : "not_found",
      });
      expect(await howItEnded(actor, id)).toEqual([]);
    }
    await expect(decideExemption(manager, stepOf(id, "legal"), YES)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(decideExemption(manager, stepOf(randomUUID()), YES)).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await decisionsOf(id)).toEqual([]);
    await withdrawRequest(employee, id, "request");
    expect(await howItEnded(manager, id)).toMatchObject([{ outcome: "withdrawn", decision: null }]);
    await expect(decideExemption(manager, stepOf(id), YES)).rejects.toMatchObject({
      code: "conflict",
      message: "The applicant took this request back. Nothing of yours was recorded now.",
    });
  });

  test("that comes second reads who was first and what they decided, whichever step it was", async () => {
    const { employee, manager, legal, secondLegal } = portal.people;
    const id = await apply(employee, "sensitive-content");
    await decideExemption(legal, stepOf(id, "legal"), YES);
    await expect(decideExemption(secondLegal, stepOf(id, "legal"), NO)).rejects.toMatchObject({
      code: "conflict",
      message: `${legal.name} approved this before you. Nothing of yours was recorded now.`,
    });
    await expect(decideExemption(legal, stepOf(id, "legal"), NO)).rejects.toMatchObject({
      message: "You approved this already. Nothing of yours was recorded now.",
    });
    await expect(askApplicant(secondLegal, stepOf(id, "legal"), "Which files?")).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(comment(secondLegal, stepOf(id), "Hello.")).rejects.toMatchObject({ code: "conflict" });
    await decideExemption(manager, stepOf(id), YES);
    const other = await apply(employee, "sensitive-content");
    await decideExemption(legal, stepOf(other, "legal"), NO);
    await expect(decideExemption(manager, stepOf(other), YES)).rejects.toMatchObject({
      message: `${legal.name} denied this before you. Nothing of yours was recorded now.`,
    });
    await expect(getRequest(secondLegal, other)).rejects.toMatchObject({ code: "not_found" });
  });

  test("of a part lies within what was asked, in the portal and past it", async () => {
    const { employee, manager } = portal.people;
    const id = await apply(employee, "bandwidth", { applications: ["terminal", "files"] });
    const { scope } = await getRequest(manager, id);
    const { timeZone } = await getScopePlace(manager, id);
    const day = (at: number) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);
    const form = {
      categories: ["pointer", "keyboard", "screen", "application"],
      applications: ["terminal", "files"],
      devices: [],
      hours: null,
      from: day(scope.from),
      until: day(scope.until - 1),
    };
    const part = (over: object, words = "Only that.") =>
      approvePart(manager, stepOf(id), { form: { ...form, ...over }, words });
    await expect(part({})).rejects.toMatchObject({ detail: { fields: { part: expect.any(String) } } });
    await expect(part({ until: day(scope.until + DAY) })).rejects.toMatchObject({
      detail: { fields: { until: expect.any(String) } },
    });
    await expect(part({ applications: ["drawing"] })).rejects.toMatchObject({ code: "invalid" });
    await expect(part({ applications: ["files"] }, "")).rejects.toMatchObject({
      detail: { fields: { words: expect.any(String) } },
    });
    for (const wider of [
      { ...scope, applications: null },
      { ...scope, applications: ["drawing"] },
      { ...scope, devices: [randomUUID()], until: scope.until + DAY },
    ])
      await expect(
        decideExemption(manager, stepOf(id), { kind: "narrowed", words: "Wider.", scope: wider }),
      ).rejects.toMatchObject({ code: "invalid", reason: "wider" });
    await part({ applications: ["files"] });
    const { state, inForce } = await getRequest(manager, id);
    expect(state).toBe("active");
    expect(inForce.find(({ kind }) => kind === "granted")?.scope.applications).toEqual(["files"]);
    await expect(part({ applications: ["terminal"] })).rejects.toMatchObject({ code: "conflict" });
    await expect(revokeExemption(manager, id, "x".repeat(10_000))).rejects.toMatchObject({ code: "invalid" });
    await revokeExemption(manager, id, "The line is better now.");
    await expect(revokeExemption(manager, id, "Again.")).rejects.toMatchObject({ code: "conflict" });
  });
});

test("an appeal is decided without a remedy, for good, by whoever it was sent to; the first ones do not see it", async () => {
  const { employee, manager } = portal.people;
  const id = await apply(employee, "power");
  await decideExemption(manager, stepOf(id), NO);
  await appealExemption(employee, id, "There is none in the field.");
  const { rows } = await portal.owner.query<{ subject: string; is_manager: boolean }>(
    `select p.subject, p.id = $2 as is_manager from exemption_assignee a join person p on p.id = a.person_id
     where a.request_id = $1 and a.stage = 'appeal'`,
    [id, manager.id],
  );
  expect(rows.some((each) => each.is_manager)).toBe(false);
  const arbiter = await actorForSession({ subject: rows[0]?.subject ?? "", epoch: 1 });
  const appeal = { requestId: id, stage: "appeal", group: "appeals" } as const;
  expect((await getRequest(manager, id)).appeal).toBeNull();
  expect((await getRequest(arbiter, id)).appeal?.words).toBe("There is none in the field.");
  await expect(decideExemption(manager, appeal, YES_AFTER_ALL)).rejects.toMatchObject({ code: "forbidden" });
  await expect(decideExemption(arbiter, appeal, { ...NO, words: "" })).rejects.toMatchObject({
    code: "invalid",
  });
  await decideExemption(arbiter, appeal, { ...NO, remedy: "" });
  await expect(decideExemption(arbiter, appeal, YES_AFTER_ALL)).rejects.toMatchObject({
    code: "conflict",
    message: "You denied this already. Nothing of yours was recorded now.",
  });
  expect((await getRequest(arbiter, id)).state).toBe("denied");
});

describe("several at once", () => {
  test("are decided each by itself, and one that was settled meanwhile keeps no other back", async () => {
    const { employee, manager } = portal.people;
    const ids = [];
    for (let i = 0; i < 4; i++) ids.push(await apply(employee, "bandwidth"));
    const [first = "", second = ""] = ids;
    await withdrawRequest(employee, first, "request");
    await decideExemption(manager, stepOf(second), NO);
    const results = await decideMany(
      manager,
      ids.map((id) => stepOf(id)),
      NO,
    );
    expect(results.map(({ refusal }) => refusal)).toEqual([
      "The applicant took this request back. Nothing of yours was recorded now.",
      "You denied this already. Nothing of yours was recorded now.",
      null,
      null,
    ]);
    for (const id of ids.slice(1))
      expect(await decisionsOf(id)).toEqual([{ grp: "manager", kind: "denied" }]);
    const acts = (await portal.actsAbout(employee.id)).filter(({ kind }) => kind === "exemption.decided");
    for (const id of ids.slice(1)) expect(acts.filter(({ objectId }) => objectId === id)).toHaveLength(1);
    const { rows } = await listDecided(manager);
    expect(rows.slice(0, 2)).toMatchObject([
      { requestId: ids[3], decision: "denied", outcome: "denied" },
      { requestId: ids[2] },
    ]);
  });

  test("are none, where something is wrong with the choice or the words", async () => {
    const { employee, manager, colleague } = portal.people;
    const bandwidth = await apply(employee, "bandwidth");
    const power = await apply(employee, "power");
    const foreign = await apply(colleague, "bandwidth");
    const steps = (...ids: string[]) => ids.map((id) => stepOf(id));
    const refused: [unknown, unknown, string][] = [
      [[], YES, "steps"],
      [steps(...Array.from({ length: 51 }, () => randomUUID())), YES, "steps"],
      [[{ requestId: "1; drop table person", stage: "request", group: "manager" }], YES, "steps"],
      [steps(bandwidth, power), YES, "steps"],
      [[stepOf(bandwidth), stepOf(power, "legal")], YES, "steps"],
      [steps(bandwidth), { kind: null, words: "" }, "decision"],
      [steps(bandwidth), { kind: "narrowed", words: "Less." }, "decision"],
      [steps(bandwidth), { ...NO, words: "" }, "words"],
      [steps(bandwidth), { ...NO, remedy: "" }, "remedy"],
      [steps(bandwidth), { ...NO, remedy: "x".repeat(10_000) }, "remedy"],
    ];
    for (const [chosen, input, field] of refused)
      await expect(decideMany(manager, chosen, input)).rejects.toMatchObject({
        code: "invalid",
        detail: { fields: expect.objectContaining({ [field]: expect.any(String) }) },
      });
    expect(await decideMany(manager, steps(foreign), YES)).toMatchObject([
      { refusal: "There is no such request." },
    ]);
    expect(await decideMany(manager, steps(bandwidth, bandwidth), YES)).toEqual([
      { requestId: bandwidth, refusal: null },
    ]);
    expect(await decisionsOf(power)).toEqual([]);
    expect(await decisionsOf(foreign)).toEqual([]);
    await withdrawRequest(employee, power, "request");
    await withdrawRequest(colleague, foreign, "request");
  });

  test("by two at the same time end as one decision each", async () => {
    const { employee, legal, secondLegal } = portal.people;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await apply(employee, "sensitive-content"));
    const steps = ids.map((id) => stepOf(id, "legal"));
    const [one, two] = await Promise.all([
      decideMany(legal, steps, YES),
      decideMany(secondLegal, steps, YES),
    ]);
    for (const [place, id] of ids.entries()) {
      expect([one[place]?.refusal, two[place]?.refusal].filter((each) => each === null)).toHaveLength(1);
      expect(await decisionsOf(id)).toHaveLength(1);
    }
    for (const id of ids) await withdrawRequest(employee, id, "request");
  });
});
