import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { applyForExemption } from "./commands/apply.ts";
import { decideExemption } from "./commands/decide.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { beginAbsence, endAbsence } from "./commands/set-absence.ts";
import { findDelegate } from "./queries/find-delegate.ts";
import { listAbsences } from "./queries/list-absences.ts";
import { listQueue } from "./queries/list-queue.ts";
import { readAbsence } from "./rules/absence.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";

// Who is away, and who decides then.

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());
afterEach(async () => {
  for (const who of Object.values(portal.people))
    for (const { id, state } of (await listAbsences(who)).own)
      if (state !== "over") await endAbsence(who, id);
});

const DAY = 86_400_000;
const away = (who: PersonActor, delegate: PersonActor | string | null, [from, until] = [0, 5]) => {
  const now = Date.now();
  return beginAbsence(who, {
    from: now + from * DAY,
    until: now + until * DAY,
    delegateId: delegate && (typeof delegate === "string" ? delegate : delegate.id),
  });
};
const fieldOf = (field: string) => ({
  detail: { fields: expect.objectContaining({ [field]: expect.any(String) }) },
});

test("whoever is named decides meanwhile, reads for whom, and no longer than that", async () => {
  const { manager, colleague, employee, admin } = portal.people;
  const { id } = await away(manager, admin);
  await saveExemptionDraft(employee, EMPTY_DRAFT);
  const request = await applyForExemption(employee, {
    ground: "bandwidth",
    words: "A slow line.",
    scope: {
      categories: null,
      applications: null,
      devices: null,
      hours: null,
      from: Date.now(),
      until: Date.now() + 9 * DAY,
    },
    renews: null,
  });
  expect((await listQueue(admin)).rows).toMatchObject([
    { requestId: request.id, kind: "delegate", standsInFor: [manager.name] },
  ]);
  expect((await listQueue(manager)).rows).toEqual([]);
  expect((await listAbsences(manager)).own).toMatchObject([{ state: "now", delegate: { name: admin.name } }]);
  expect((await listAbsences(admin)).standingIn).toMatchObject([{ who: manager.name }]);
  expect((await listAbsences(colleague)).standingIn).toEqual([]);
  await decideExemption(
    admin,
    { requestId: request.id, stage: "request", group: "manager" },
    { kind: "approved", words: "" },
  );
  await endAbsence(manager, id);
  expect((await listAbsences(admin)).standingIn).toEqual([]);
  expect((await listAbsences(manager)).own).toMatchObject([{ state: "over" }]);
});

test("whoever stands in is told where the days of whoever is away begin, and not the other way round", async () => {
  const { manager, admin } = portal.people;
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported'))
     update person set time_zone = 'Pacific/Auckland' where id = $1`,
    [manager.id],
  );
  await away(manager, admin);
  expect((await listAbsences(admin)).standingIn).toMatchObject([{ timeZone: "Pacific/Auckland" }]);
  const asManager: Speaker = { kind: "person", id: manager.id, subjects: [manager.id] };
  const { rows } = await portal.asApp(asManager, (client) =>
    client.query("select time_zone from people_of_absences() where id = $1", [admin.id]),
  );
  expect(rows).toEqual([{ time_zone: null }]);
});

test("nobody stands in for themselves, in a loop of any length, for one who left, or twice at once", async () => {
  const { manager, legal, secondLegal, hr } = portal.people;
  await expect(away(manager, manager)).rejects.toMatchObject({ reason: "self", ...fieldOf("delegateId") });
  await away(legal, secondLegal);
  await expect(away(secondLegal, legal, [2, 9])).rejects.toMatchObject({
    reason: "loop",
    ...fieldOf("delegate"),
  });
  await away(secondLegal, hr);
  await expect(away(hr, legal)).rejects.toMatchObject({ reason: "loop", ...fieldOf("delegate") });
  await away(hr, legal, [6, 9]);
  await expect(away(legal, manager, [4, 6])).rejects.toMatchObject({
    code: "conflict",
    reason: "away-already",
    ...fieldOf("from"),
  });
  await expect(away(manager, randomUUID())).rejects.toMatchObject({ reason: "gone", ...fieldOf("delegate") });
  await expect(away(manager, "nobody")).rejects.toMatchObject({ code: "invalid", ...fieldOf("delegateId") });
  await expect(away(manager, null, [5, 5])).rejects.toMatchObject({ code: "invalid", ...fieldOf("until") });
  await expect(away(manager, null, [0, 400])).rejects.toMatchObject({ code: "invalid", ...fieldOf("until") });
  await expect(away(manager, null, [700, 800])).rejects.toMatchObject({
    code: "invalid",
    ...fieldOf("until"),
  });
  await expect(away(manager, null, [-9, -2])).rejects.toMatchObject({ code: "invalid", ...fieldOf("until") });
  expect((await listAbsences(manager)).own.filter(({ state }) => state !== "over")).toEqual([]);
});

test("two who name each other at the same moment do not both succeed", async () => {
  const { legal, secondLegal } = portal.people;
  for (let round = 0; round < 5; round++) {
    const tries = await Promise.allSettled([away(legal, secondLegal), away(secondLegal, legal)]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const who of [legal, secondLegal])
      for (const { id, state } of (await listAbsences(who)).own)
        if (state !== "over") await endAbsence(who, id);
  }
});

test("whom somebody else named is not learnt by saying that they are away", async () => {
  const { manager, colleague, engineer } = portal.people;
  await away(colleague, manager);
  const asEngineer: Speaker = { kind: "person", id: engineer.id, subjects: [engineer.id] };
  for (const delegate of [colleague.id, engineer.id])
    await expect(
      portal.asApp(asEngineer, (client) =>
        client.query(
          `insert into absence (id, person_id, from_at, until_at, delegate_id)
           values (gen_random_uuid(), $1, sayso_now(), sayso_now() + interval '3 days', $2)`,
          [manager.id, delegate],
        ),
      ),
      "the same answer whether it would make a loop or not",
    ).rejects.toThrow("only one's own absence");
});

test("an absence is ended by its owner, once", async () => {
  const { manager, colleague } = portal.people;
  const { id } = await away(manager, null);
  await expect(endAbsence(colleague, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(endAbsence(manager, "not-an-id")).rejects.toMatchObject({ code: "not_found" });
  await endAbsence(manager, id);
  await expect(endAbsence(manager, id)).rejects.toMatchObject({ code: "conflict" });
});

test("days are read as somebody gave them, with a sentence at the field", () => {
  const zone = "America/New_York";
  expect(readAbsence({ from: "2026-12-21", until: "2026-12-21" }, zone).absence).toEqual({
    from: Date.parse("2026-12-21T05:00:00Z"),
    until: Date.parse("2026-12-22T05:00:00Z"),
  });
  expect(Object.keys(readAbsence({ from: "", until: "2026-02-30" }, zone).errors ?? {})).toEqual([
    "from",
    "until",
  ]);
  expect(Object.keys(readAbsence({ from: "2026-12-21", until: "2026-12-20" }, zone).errors ?? {})).toEqual([
    "until",
  ]);
});

test("a colleague is found by a part of their name, and neither wildcards nor one letter give the directory away", async () => {
  const { colleague, manager } = portal.people;
  const { id, maybe } = await findDelegate(colleague, manager.name.slice(0, 4).toUpperCase());
  expect(id, "half a name picks nobody").toBeNull();
  expect(maybe.map((each) => each.id)).toContain(manager.id);
  expect(Object.keys(maybe[0] ?? {}).sort()).toEqual(["department", "id", "name", "title"]);
  expect(await findDelegate(colleague, ` ${manager.name.toUpperCase()} `)).toEqual({
    id: manager.id,
    maybe: [],
  });
  expect(await findDelegate(colleague, colleague.name)).toEqual({ id: colleague.id, maybe: [] });
  const hostile = [
    "",
    "a",
    " a ",
    "%%",
    "__",
    "a".repeat(10_000),
    "'; drop table person; --",
    "er\u0000",
    "er\ud800",
  ];
  for (const wanted of hostile)
    expect(await findDelegate(colleague, wanted), wanted).toEqual({ id: null, maybe: [] });
  expect((await findDelegate(colleague, "er")).maybe.length).toBeLessThanOrEqual(20);
  const device: Speaker = { kind: "device", id: colleague.id, subjects: [colleague.id] };
  const answer = await portal.asApp(device, (client) => client.query("select * from find_colleagues('er')"));
  expect(answer.rows).toEqual([]);
});
