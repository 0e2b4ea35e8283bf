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
afterEach(expectConsistent);

const DID = { approved: "approved this", narrowed: "approved a part of this", denied: "denied this" };

/** By the rows: who decided the request for this group, or at all, and how. */
async function winnerOf(id: string, group?: string) {
  const { rows } = await portal.owner.query<{ name: string; id: string; kind: keyof typeof DID }>(
    `select p.name, p.id, d.kind from exemption_decision d join person p on p.id = d.decided_by
     where d.request_id = $1 and d.grp = coalesce($2, d.grp)`,
    [id, group],
  );
  expect(rows).toHaveLength(1);
  return rows[0];
}

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

/** What has to hold of the rows whatever happened, and in whatever order. */
async function expectConsistent(): Promise<void> {
  const broken = await portal.owner.query(
    `select 'a step is open although its stage is over' as what from exemption_step s
       join exemption_outcome o using (request_id, stage) where s.closed_at is null
     union all select 'somebody is asked although the step is closed' from exemption_assignee a
       join exemption_step s using (request_id, stage, grp) where s.closed_at is not null and a.ended_at is null
     union all select 'in force meanwhile although nothing is pending' from exemption e
       where e.kind <> 'granted' and least(e.ended_at, e.until_at) > sayso_now()
         and open_stage(e.request_id) is null
     union all select 'granted without an outcome' from exemption e where e.kind = 'granted' and not exists (
       select from exemption_outcome o where o.request_id = e.request_id and o.kind in ('approved', 'narrowed'))
     union all select 'in force although it was given up' from exemption e join exemption_end w using (request_id)
       where w.kind = 'withdrawn' and least(e.ended_at, e.until_at) > sayso_now()
     union all select 'all have decided and nothing came of it' from exemption_step s
       where not exists (select from exemption_step t where t.request_id = s.request_id and t.stage = s.stage
         and t.closed_at is null)
       and not exists (select from exemption_outcome o where o.request_id = s.request_id and o.stage = s.stage)`,
  );
  expect(broken.rows).toEqual([]);
}

test("fifty decisions of several who are asked are one decision, and forty-nine read who was first", async () => {
  const { legal, secondLegal } = portal.people;
  const id = await portal.apply(employee, "sensitive-content");
  const tries = Array.from({ length: 50 }, (_, i) => ({
    who: i % 2 ? legal : secondLegal,
    kind: (["approved", "denied", "narrowed"] as const)[i % 3] ?? "approved",
  }));
  const settled = await Promise.allSettled(
    tries.map(({ who, kind }) => portal.decide(who, id, { group: "legal", kind })),
  );
  const winner = await winnerOf(id);
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

describe("two groups at the same moment", () => {
  const both = async (i: number, ofLegal: "approved" | "denied") => {
    const { legal } = portal.people;
    const id = await portal.apply(employee, "sensitive-content");
    const pair = [
      () => portal.decide(manager, id),
      () => portal.decide(legal, id, { group: "legal", kind: ofLegal }),
    ];
    const order = i % 2 ? pair.toReversed() : pair;
    return { id, settled: await Promise.allSettled(order.map((each) => each())) };
  };
  const ends = async (id: string) => {
    const { rows } = await portal.owner.query<{ what: string }>(
      `select 'decided ' || grp || ' ' || kind as what from exemption_decision where request_id = $1
       union all select 'outcome ' || kind from exemption_outcome where request_id = $1
       union all select 'in force ' || kind from exemption
         where request_id = $1 and least(ended_at, until_at) > sayso_now() order by 1`,
      [id],
    );
    return rows.map(({ what }) => what);
  };

  test.each(Array.from({ length: TIMES }, (_, i) => i))(
    "two who say yes are one approval (%i)",
    async (i) => {
      const { id, settled } = await both(i, "approved");
      expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
      expect(await ends(id)).toEqual([
        "decided legal approved",
        "decided manager approved",
        "in force granted",
        "outcome approved",
      ]);
    },
  );

  test.each(Array.from({ length: TIMES }, (_, i) => i))("a yes and a no are a no (%i)", async (i) => {
    const { id, settled } = await both(i, "denied");
    const refused = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    const { name } = portal.people.legal;
    // Whoever says no is never too late; whoever says yes may be.
    expect(refused.map(({ message }) => message)).toEqual(
      refused.map(() => `${name} denied this before you. Nothing of yours was recorded now.`),
    );
    expect(await ends(id)).toEqual([
      "decided legal denied",
      ...(refused.length === 0 ? ["decided manager approved"] : []),
      "outcome denied",
    ]);
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
        : `${(await winnerOf(id))?.name} approved this before you.`;
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
