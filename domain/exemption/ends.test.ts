import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { appealExemption, giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { draftRenewal } from "./commands/save-draft.ts";
import { deedsOf } from "./policy.ts";
import { findRenewal } from "./queries/find-renewal.ts";
import { getRequest } from "./queries/get-request.ts";
import { listMyRequests } from "./queries/list-mine.ts";
import { minuteOfWeek } from "./rules/week.ts";
import { WEEK_MINUTES } from "./schema.ts";
import { clockwork, DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// How what was granted ends where more than one thing has a say in it.

let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());

async function granted(days: number): Promise<string> {
  const at = await portal.now();
  const id = await portal.apply(employee, "bandwidth", { until: at + days * DAY });
  await portal.decide(manager, id);
  return id;
}
/** As the page of the request and the list of requests both say. */
async function stateOf(id: string): Promise<string> {
  const { state } = await getRequest(employee, id);
  const { requests } = await listMyRequests(employee);
  expect(requests.find((each) => each.id === id)?.state).toBe(state);
  return state;
}

describe("a renewal", () => {
  const renew = async (id: string, until: number) => portal.apply(employee, "bandwidth", { until }, id);
  const warned = async (id: string) =>
    (
      await portal.owner.query<{ kind: string }>(
        "select kind from letter where request_id = $1 and kind like 'expires-in-%'",
        [id],
      )
    ).rows.map(({ kind }) => kind);

  test.each(["approved", "narrowed"] as const)(
    "that is %s is one: the list and the page say the same",
    async (kind) => {
      const id = await granted(20);
      const renewal = await renew(id, (await portal.now()) + 50 * DAY);
      await portal.decide(manager, renewal, { kind });
      expect(await findRenewal(employee, id)).toBe(renewal);
      const { requests } = await listMyRequests(employee);
      expect(requests.find((each) => each.id === id)?.isRenewed).toBe(true);
      await expect(draftRenewal(employee, { requestId: id, replaces: true })).rejects.toMatchObject({
        reason: "not-renewable",
      });
    },
  );

  test("that was given up is none: the old one is warned of, and renewed again", async () => {
    const id = await granted(20);
    const renewal = await renew(id, (await portal.now()) + 50 * DAY);
    await portal.decide(manager, renewal);
    await giveUpExemption(employee, renewal);
    expect(await findRenewal(employee, id)).toBeNull();
    await portal.putOn(10 * DAY);
    await runExemptionClock(clockwork);
    expect(await warned(id)).toEqual(["expires-in-14"]);
    await draftRenewal(employee, { requestId: id, replaces: true });
  });

  test("is on the same ground: on another one others decide, and would be shown what is in force", async () => {
    const at = await portal.now();
    const id = await portal.apply(employee, "health", { applications: ["files"], until: at + 20 * DAY });
    await portal.decide(portal.people.hr, id, { group: "hr" });
    await expect(renew(id, at + 50 * DAY)).rejects.toMatchObject({
      code: "invalid",
      detail: {
        fields: { ground: expect.stringContaining("A renewal is on the ground of what it renews.") },
      },
    });
  });
});

test("what ends by itself before a revocation would take effect is not revoked, nor offered to be", async () => {
  const id = await granted(7);
  expect(deedsOf(await getRequest(manager, id), manager.id).has("revoke")).toBe(false);
  await expect(revokeExemption(manager, id, "No longer needed.")).rejects.toMatchObject({
    code: "conflict",
    reason: "ends-sooner",
  });
  expect(await stateOf(id)).toBe("active");
  const longer = await granted(8);
  expect(deedsOf(await getRequest(manager, longer), manager.id).has("revoke")).toBe(true);
  await revokeExemption(manager, longer, "No longer needed.");
  expect(await stateOf(longer)).toBe("revoking");
  const { requests } = await listMyRequests(employee);
  const { ends } = await getRequest(employee, longer);
  expect(requests.find((each) => each.id === longer)?.holdsUntil).toBe(ends[0]?.effectiveAt);
});

test("what an appeal adds holds beside what was granted first, however short it is", async () => {
  const at = await portal.now();
  const scope = (days: number) => ({
    categories: null,
    applications: ["terminal"],
    devices: null,
    hours: null,
    from: at + 60_000,
    until: at + days * DAY,
  });
  const id = await portal.apply(employee, "bandwidth", { applications: null, until: at + 60 * DAY });
  await portal.decide(manager, id, { kind: "narrowed", scope: scope(30) });
  await appealExemption(employee, id, "More of it.");
  await portal.decide(portal.people.arbiter, id, {
    stage: "appeal",
    group: "appeals",
    kind: "narrowed",
    scope: scope(10),
  });
  await portal.putOn(12 * DAY);
  expect(await stateOf(id)).toBe("active");
  const { requests } = await listMyRequests(employee);
  expect(requests.find((each) => each.id === id)?.holdsUntil).toBe(at + 30 * DAY);
  await giveUpExemption(employee, id);
  expect(await stateOf(id)).toBe("ended");
});

test("where the first approved days that are over when the second says yes, it is granted and has expired", async () => {
  const at = await portal.now();
  const { legal } = portal.people;
  const id = await portal.apply(employee, "sensitive-content", { until: at + 60 * DAY });
  const scope = {
    categories: null,
    applications: ["terminal"],
    devices: null,
    hours: null,
    from: at + 60_000,
    until: at + DAY,
  };
  await portal.decide(manager, id, { kind: "narrowed", scope });
  await portal.putOn(2 * DAY);
  await portal.decide(legal, id, { group: "legal" });
  expect(await stateOf(id)).toBe("expired");
  const { rows } = await portal.owner.query(
    `select o.kind, exists (select from exemption e where e.request_id = o.request_id
       and least(e.ended_at, e.until_at) > sayso_now()) as holds from exemption_outcome o where request_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ kind: "narrowed", holds: false }]);
});

test("what an appeal grants for later, after a revocation took effect, is to come and does not hold yet", async () => {
  const id = await granted(60);
  await revokeExemption(manager, id, "No longer needed.");
  await portal.putOn(8 * DAY);
  expect(await stateOf(id)).toBe("revoked");
  await appealExemption(employee, id, "It is needed.");
  const at = await portal.now();
  const scope = {
    categories: null,
    applications: ["terminal"],
    devices: null,
    hours: null,
    from: at + 10 * DAY,
    until: at + 20 * DAY,
  };
  await portal.decide(portal.people.arbiter, id, {
    stage: "appeal",
    group: "appeals",
    kind: "narrowed",
    scope,
  });
  expect(await stateOf(id)).toBe("scheduled");
});

test("what is taken back twice was decided by nobody, whatever one of two groups said before", async () => {
  const id = await portal.apply(employee, "sensitive-content");
  await portal.decide(manager, id);
  await withdrawRequest(employee, id, "request");
  await expect(withdrawRequest(employee, id, "request")).rejects.toMatchObject({
    code: "conflict",
    message: expect.not.stringContaining(manager.name),
  });
});

test("of two that are in force the list shows the one whose hours are now", async () => {
  const at = await portal.now();
  const minute = minuteOfWeek(employee.timeZone, at);
  // It is about noon: no hour about it, nor two days on, goes over the end of a day.
  const around = (from: number, to: number): [number, number][] => {
    const begin = Math.floor(minute + from) % WEEK_MINUTES;
    return [[begin, begin + to - from]];
  };
  const now = around(-60, 60);
  const otherwise = around(3_000, 3_060);
  const id = await portal.apply(employee, "bandwidth", {
    until: at + 60 * DAY,
    hours: [...now, ...otherwise],
  });
  const part = (hours: [number, number][]) => ({
    categories: null,
    applications: ["terminal"],
    devices: null,
    hours,
    from: at + 60_000,
    until: at + 30 * DAY,
  });
  await portal.decide(manager, id, { kind: "narrowed", scope: part(now) });
  await appealExemption(employee, id, "In the other hours too.");
  await portal.decide(portal.people.arbiter, id, {
    stage: "appeal",
    group: "appeals",
    kind: "narrowed",
    scope: part(otherwise),
  });
  await portal.putOn(90_000);
  const { requests } = await listMyRequests(employee);
  const line = requests.find((each) => each.id === id);
  expect(line).toMatchObject({ isLeftOutNow: true, leftOut: { hours: now } });
  expect(line?.changesAt).toBeLessThanOrEqual(at + 61 * 60_000);
});
