import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { applyForExemption } from "./commands/apply.ts";
import { answerQuestion, askApplicant } from "./commands/discuss.ts";
import { appealExemption, giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { beginAbsence } from "./commands/set-absence.ts";
import { getRequest } from "./queries/get-request.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import { atOnce, DID, expectConsistent, inLine, winnerOf } from "./test-races.ts";
import { clockwork, DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// Of several who act at the same moment one wins; the others read a conflict, and the rows say what the winner said.

const TIMES = 12;
let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());
afterEach(() => expectConsistent(portal));

/** How many were done; whoever was not reads a conflict in a sentence. */
async function doneOf(tries: readonly Promise<unknown>[]): Promise<number> {
  const settled = await Promise.allSettled(tries);
  const refused = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  for (const each of refused) {
    expect(each).toMatchObject({ code: "conflict" });
    expect(each.message).toMatch(/\.$/);
  }
  return settled.length - refused.length;
}

test("fifty decisions of several who are asked are one decision, and forty-nine read who was first", async () => {
  const { legal, secondLegal } = portal.people;
  const id = await portal.apply(employee, "sensitive-content");
  const tries = Array.from({ length: 50 }, (_, i) => ({
    who: i % 2 ? legal : secondLegal,
    kind: (["approved", "denied", "narrowed"] as const)[i % 3] ?? "approved",
  }));
  const settled = await atOnce(
    tries.map(
      ({ who, kind }) =>
        () =>
          portal.decide(who, id, { group: "legal", kind }),
    ),
  );
  const winner = await winnerOf(portal, id);
  const done = tries.filter((_, i) => settled[i]?.status === "fulfilled");
  expect(done).toEqual([{ who: expect.objectContaining({ id: winner?.id }), kind: winner?.kind }]);
  const did = winner && DID[winner.kind];
  for (const [i, each] of settled.entries())
    if (each.status === "rejected")
      expect(each.reason, tries[i]?.who.name).toMatchObject({
        code: "conflict",
        message:
          tries[i]?.who.id === winner?.id
            ? `You ${did} already. Nothing of yours was recorded now.`
            : `${winner?.name} ${did} before you. Nothing of yours was recorded now.`,
      });
});

describe("whoever is first in line", () => {
  test("decides, and whoever takes it back reads who decided it", async () => {
    const id = await portal.apply(employee, "bandwidth");
    const settled = await inLine(
      portal,
      employee,
      () => portal.decide(manager, id, { kind: "narrowed" }),
      () => withdrawRequest(employee, id, "request"),
    );
    expect(settled).toMatchObject([
      { status: "fulfilled" },
      {
        reason: {
          code: "conflict",
          message: `${(await winnerOf(portal, id))?.name} approved a part of this before you. Nothing of yours was recorded now.`,
        },
      },
    ]);
  });

  test("takes it back, and whoever decides reads that", async () => {
    const id = await portal.apply(employee, "bandwidth");
    const settled = await inLine(
      portal,
      employee,
      () => withdrawRequest(employee, id, "request"),
      () => portal.decide(manager, id),
    );
    expect(settled).toMatchObject([
      { status: "fulfilled" },
      {
        reason: {
          code: "conflict",
          message: "The applicant took this request back. Nothing of yours was recorded now.",
        },
      },
    ]);
    expect((await getRequest(employee, id)).state).toBe("withdrawn");
  });
});

describe("one wins", () => {
  test.each(Array.from({ length: TIMES }, (_, i) => i))("a decision against a withdrawal (%i)", async (i) => {
    const id = await portal.apply(employee, "bandwidth");
    const pair = [() => portal.decide(manager, id), () => withdrawRequest(employee, id, "request")];
    const settled = await Promise.allSettled((i % 2 ? pair.toReversed() : pair).map((each) => each()));
    const { state } = await getRequest(employee, id);
    const first =
      state === "withdrawn"
        ? "The applicant took this request back."
        : `${(await winnerOf(portal, id))?.name} approved this before you.`;
    expect(["active", "withdrawn"]).toContain(state);
    expect(settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []))).toMatchObject([
      { code: "conflict", message: `${first} Nothing of yours was recorded now.` },
    ]);
  });

  test.each(Array.from({ length: TIMES }, (_, i) => i))("a withdrawal against silence (%i)", async () => {
    const id = await portal.apply(employee, "power");
    await portal.tick(id);
    await portal.tick(id);
    await portal.putOn(8 * DAY);
    await Promise.all([withdrawRequest(employee, id, "request"), runExemptionClock(clockwork)]);
    expect((await getRequest(employee, id)).state).toBe("withdrawn");
  });

  test.each(Array.from({ length: TIMES }, (_, i) => i))("a decision against silence (%i)", async () => {
    const id = await portal.apply(employee, "power");
    await portal.tick(id);
    await portal.tick(id);
    await portal.putOn(8 * DAY);
    await Promise.all([portal.decide(manager, id, { kind: "denied" }), runExemptionClock(clockwork)]);
    expect((await getRequest(employee, id)).state).toBe("denied");
  });

  test("two answers to one question", async () => {
    const id = await portal.apply(employee, "bandwidth");
    const step = { requestId: id, stage: "request", group: "manager" } as const;
    await askApplicant(manager, step, "Why?");
    const [question] = (await getRequest(employee, id)).messages;
    const answer = () => answerQuestion(employee, { ...step, questionId: question?.id ?? "" }, "So.");
    expect(await doneOf(Array.from({ length: 8 }, answer))).toBe(1);
  });

  test("two appeals of one request", async () => {
    const id = await portal.apply(employee, "bandwidth");
    await portal.decide(manager, id, { kind: "denied" });
    expect(await doneOf(Array.from({ length: 8 }, () => appealExemption(employee, id, "Please.")))).toBe(1);
  });

  test("one draft, sent eight times", async () => {
    await saveExemptionDraft(employee, EMPTY_DRAFT);
    const at = await portal.now();
    const scope = {
      categories: null,
      applications: null,
      devices: null,
      hours: null,
      from: at,
      until: at + DAY,
    };
    const send = () => applyForExemption(employee, { ground: "other", words: "So.", scope, renews: null });
    expect(await doneOf(Array.from({ length: 8 }, send))).toBe(1);
  });

  test("two renewals of one exemption", async () => {
    const id = await portal.apply(employee, "bandwidth");
    await portal.decide(manager, id);
    const renew = () => portal.apply(employee, "bandwidth", {}, id);
    expect(await doneOf(Array.from({ length: 8 }, renew))).toBe(1);
  });

  test.each(Array.from({ length: TIMES }, (_, i) => i))("a revocation against giving up (%i)", async (i) => {
    const id = await portal.apply(employee, "bandwidth");
    await portal.decide(manager, id);
    const pair = [() => revokeExemption(manager, id, "Enough."), () => giveUpExemption(employee, id)];
    if (i % 2) pair.reverse();
    // Whoever gives up what was revoked a moment before does not wait for the notice to be over.
    expect(await doneOf(pair.map((each) => each()))).toBeGreaterThanOrEqual(1);
    expect((await getRequest(employee, id)).state).toBe("ended");
  });

  test.each(Array.from({ length: TIMES }, (_, i) => i))("two who name each other (%i)", async (i) => {
    const { head, steward } = portal.people;
    const at = (await portal.now()) + (10 + i * 10) * DAY;
    const away = (who: PersonActor, delegate: PersonActor) =>
      beginAbsence(who, { from: at, until: at + DAY, delegateId: delegate.id });
    const settled = await Promise.allSettled([away(head, steward), away(steward, head)]);
    const refused = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refused).toMatchObject([{ code: "invalid", reason: "loop" }]);
  });

  test("one absence, said eight times", async () => {
    const at = (await portal.now()) + 300 * DAY;
    const away = () => beginAbsence(employee, { from: at, until: at + DAY, delegateId: null });
    expect(await doneOf(Array.from({ length: 8 }, away))).toBe(1);
  });
});
