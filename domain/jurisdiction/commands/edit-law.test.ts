import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { deviceActor, jobActor } from "../../actor/queries.ts";
import type { Actor, PersonActor } from "../../actor/schema.ts";
import type { LawChanges } from "../rules/law-edit.ts";
import { inForce, lastAct, legalOf, proposalsOf, versionsOf } from "../test-law.ts";
import { editLaw } from "./edit-law.ts";

let portal: TestPortal;
let fern: PersonActor;
let sorrel: PersonActor;
const WHY = { reason: "The statute was read again", source: "https://example.org/statute" };

beforeAll(async () => {
  portal = await openTestPortal();
  ({ fern, sorrel } = await legalOf(portal));
});
afterAll(() => portal.close());

async function edit(actor: Actor, code: string, changes: LawChanges) {
  const { version } = await inForce(portal, code);
  return editLaw(actor, { code, baseVersion: version, changes, ...WHY });
}

describe("changing a row", () => {
  test("so that it asks for more is in force at once, with who, why and from where", async () => {
    const { body } = await inForce(portal, "US-NY");
    const duties = [...body.duties, { kind: "authorisation" as const, text: "Signed", basis: null }];
    expect(await edit(fern, "US-NY", { duties })).toEqual({ state: "in-force", version: 2 });
    const [old, next] = await versionsOf(portal, "US-NY");
    expect(old?.until_at).toEqual(next?.from_at);
    expect(next).toMatchObject({ ...WHY, changed_by: fern.id, proposal_id: null, body: { ...body, duties } });
    expect(await lastAct(portal)).toMatchObject({
      kind: "jurisdiction.changed",
      actor_id: fern.id,
      object_id: "US-NY",
      details: { version: 1 },
    });
  });

  test("in its words alone is in force at once, and tells everyone's agents", async () => {
    const least = async () =>
      (await portal.owner.query("select min(version)::int as least from person_state")).rows[0].least;
    const before = await least();
    expect(await edit(fern, "US-CA", { notes: [], enforcement: "The agency" })).toMatchObject({
      state: "in-force",
    });
    expect(await least()).toBeGreaterThan(before);
  });

  test("so that it asks for less changes nothing yet, and waits for another person", async () => {
    const done = await edit(fern, "US-CT", { duties: [] });
    expect(done).toMatchObject({ state: "proposed" });
    expect(await versionsOf(portal, "US-CT")).toHaveLength(1);
    expect(await proposalsOf(portal, "US-CT")).toMatchObject([{ proposed_by: fern.id, approved: null }]);
    await expect(edit(sorrel, "US-CT", { duties: [] })).rejects.toMatchObject({
      code: "conflict",
      reason: "proposed-already",
    });
  });

  test("keeps what the row says beside what can be changed", async () => {
    const { body } = await inForce(portal, "US-NY");
    await edit(fern, "US-NY", { asOf: "2027-01" });
    expect((await inForce(portal, "US-NY")).body).toEqual({ ...body, asOf: "2027-01" });
  });
});

describe("two people at once", () => {
  test("one changes the row, the other hears who was first and when", async () => {
    const { version } = await inForce(portal, "US-TX");
    const attempt = (actor: Actor, note: string) =>
      editLaw(actor, { code: "US-TX", baseVersion: version, changes: { notes: [note] }, ...WHY });
    const done = await Promise.allSettled([attempt(fern, "one"), attempt(sorrel, "two")]);
    const [lost] = done.filter((each) => each.status === "rejected");
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(lost?.reason).toMatchObject({
      code: "conflict",
      reason: "changed-meanwhile",
      message: expect.stringMatching(/^(Fern|Sorrel) Mossgrove changed US-TX on \w+ \d+, \d{4} at \d/),
    });
    expect(await versionsOf(portal, "US-TX")).toHaveLength(2);
  });

  test("of ten that propose the same, one proposes it", async () => {
    const { version } = await inForce(portal, "US-NH");
    const changes = { duties: [], collectionAllowedDefault: true, requiredWording: [] };
    await edit(fern, "US-NH", { collectionAllowedDefault: false, duties: [] });
    const attempts = Array.from({ length: 10 }, (_, index) =>
      editLaw(index % 2 ? fern : sorrel, { code: "US-NH", baseVersion: version + 1, changes, ...WHY }),
    );
    const done = await Promise.allSettled(attempts);
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await proposalsOf(portal, "US-NH")).toHaveLength(1);
  });
});

describe("is refused", () => {
  const malformed: [string, unknown, string][] = [
    ["nothing at all", null, ""],
    ["no reason", { reason: " " }, "reason"],
    ["no source", { source: "" }, "source"],
    ["a reason without end", { reason: "x".repeat(2_001) }, "reason"],
    [
      "a duty that nobody knows",
      { changes: { duties: [{ kind: "bribe", text: "x", basis: null }] } },
      "duties.0.kind",
    ],
    [
      "a duty without words",
      { changes: { duties: [{ kind: "notice", text: " ", basis: null }] } },
      "duties.0.text",
    ],
    ["a level that nobody knows", { changes: { level: "perhaps" } }, "level"],
    ["a script as a source", { changes: { sources: ["javascript:alert(1)"] } }, "sources.0"],
    [
      "a citation's source that is no address",
      {
        changes: {
          citations: [{ cite: "A", title: "B", effective: null, basis: "sourced", source: "data:x" }],
        },
      },
      "citations.0.source",
    ],
    ["a code that is none", { code: "us-ny'; drop table act" }, "code"],
    ["a version that is none", { baseVersion: "1" }, "baseVersion"],
  ];
  test.each(malformed)("%s", async (_, changed, field) => {
    const input = { code: "US-AZ", baseVersion: 1, changes: {}, ...WHY };
    const attempt = editLaw(fern, changed && { ...input, ...changed });
    await expect(attempt).rejects.toMatchObject({ code: "invalid" });
    if (field) await expect(attempt).rejects.toHaveProperty("detail.fields", { [field]: expect.any(String) });
  });

  test.each([
    ["too long", ["x".repeat(4_001)]],
    ["too much", Array.from({ length: 60 }, () => "x".repeat(3_000))],
    ["not to be kept", ["nul\0"]],
    ["half a character", ["\ud800"]],
  ])("a note that is %s", async (_, notes) => {
    await expect(edit(fern, "US-AZ", { notes })).rejects.toMatchObject({ code: "invalid" });
    await expect(edit(fern, "US-AZ", {})).rejects.toMatchObject({ reason: "nothing-changed" });
    expect(await versionsOf(portal, "US-AZ")).toHaveLength(1);
  });

  test("a place that has no row, and a version that is in force no more", async () => {
    const input = { changes: { notes: [] }, ...WHY };
    await expect(editLaw(fern, { ...input, code: "ZZ", baseVersion: 1 })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(editLaw(fern, { ...input, code: "US-NY", baseVersion: 1 })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("whoever is not of legal", async () => {
    const { employee, manager, engineer, steward, admin } = portal.people;
    const device = deviceActor({ deviceId: crypto.randomUUID(), employeeId: fern.id });
    for (const actor of [employee, manager, engineer, steward, admin, device, jobActor("law")]) {
      await expect(edit(actor, "US-AZ", { notes: [] })).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await versionsOf(portal, "US-AZ")).toHaveLength(1);
  });
});
