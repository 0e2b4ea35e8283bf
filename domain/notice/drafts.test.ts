import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { jobActor } from "../actor/queries.ts";
import { approveDraft } from "./commands/approve-draft.ts";
import { beginDraft } from "./commands/begin-draft.ts";
import { bringNotice } from "./commands/bring-notice.ts";
import { discardDraft } from "./commands/discard-draft.ts";
import type { Saving } from "./commands/save-draft.ts";
import { getDraft } from "./queries/get-draft.ts";
import { getNotice } from "./queries/get-notice.ts";
import { listLines } from "./queries/list-lines.ts";
import { formOf } from "./rules/draft.ts";
import { openDraftPortal } from "./test-drafts.ts";

const portal = await openDraftPortal();
const { legal, secondLegal, lineOf, newForm, begun, save, refused } = portal;
afterAll(() => portal.close());

describe("a draft", () => {
  test("begins with the federal notice, the place's own, or nothing, and is not published by being saved", async () => {
    const { title, body } = portal.organisation.notice;
    expect((await getDraft(legal, await begun())).form).toEqual(formOf(title, body));
    const days = { pointer: "365", keyboard: "365", screen: "90", application: "365" };
    const kept = Object.entries(days).map(([each, count]) => [`categories.${each}.retentionDays`, count]);
    const empty = { ...formOf("", null), ...Object.fromEntries(kept) };
    expect((await getDraft(legal, await begun("US-TX", "nothing"))).form).toEqual(empty);
    const own = await getDraft(legal, await begun("US-NY", "in-force"));
    expect(own).toMatchObject({ jurisdiction: "US-NY", placeName: "New York", revision: 1, state: "open" });
    expect(own.form.statements).toContain(own.requiredWording[0]);
    expect(await lineOf("US-TX")).toMatchObject({
      inForce: null,
      drafts: { length: 2 },
      lacksWording: false,
    });
  });

  test("is refused for a place without law, from a notice that is not there, and to all but legal", async () => {
    await refused(() => begun("US-ZZ"), {
      code: "invalid",
      detail: { fields: { jurisdiction: expect.any(String) } },
    });
    await refused(() => begun("nowhere"), { code: "invalid" });
    await refused(() => begun("US-TX", "in-force"), { reason: "none-in-force" });
    await refused(() => begun("US-TX", "a hat"), { code: "invalid" });
    const draftId = await begun();
    for (const actor of [portal.people.employee, portal.people.head, portal.people.admin]) {
      await refused(() => beginDraft(actor, { jurisdiction: "US", from: "federal" }), { code: "forbidden" });
      await refused(() => save(draftId, {}, actor), { code: "forbidden" });
      await refused(() => discardDraft(actor, { draftId }), { code: "forbidden" });
      await refused(() => approveDraft(actor, { draftId, revision: 1 }), { code: "forbidden" });
      for (const look of [
        () => getDraft(actor, draftId),
        () => listLines(actor),
        () => getNotice(actor, draftId),
      ])
        await expect((async () => look())()).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("is saved unfinished, but put forward only when it is whole", async () => {
    const draftId = await begun("US-TX", "nothing");
    const form = newForm({ purpose: "", contact: "nobody" });
    await refused(() => save(draftId, { form }), {
      reason: "incomplete",
      detail: { fields: { purpose: expect.any(String), contact: expect.any(String) } },
    });
    expect(await save(draftId, { form, isReady: false })).toEqual({ number: 2 });
    expect(await getDraft(legal, draftId)).toMatchObject({ form, revision: 2, isReady: false });
    expect(await save(draftId, { basedOn: 2 })).toEqual({ number: 3 });
    expect(await lineOf("US-TX")).toMatchObject({
      drafts: expect.arrayContaining([
        expect.objectContaining({ id: draftId, isReady: true, waitsForYou: false, editor: legal.name }),
      ]),
    });
  });

  test("that keeps something longer, or names another recipient, cannot be put forward without asking again", async () => {
    const draftId = await begun("US", "in-force");
    const { recipients } = newForm();
    const form = newForm({
      recipients: `${recipients}\nA new vendor`,
      "categories.screen.retentionDays": "3650",
    });
    const asking = expect.stringMatching(/screen.*A new vendor.*asked again/);
    await refused(() => save(draftId, { form, substance: false }), {
      reason: "of-substance",
      detail: { fields: { substance: asking } },
    });
    expect(await save(draftId, { form, substance: false, isReady: false })).toEqual({ number: 2 });
    expect(await save(draftId, { basedOn: 2, form })).toEqual({ number: 3 });
    await expect(save(draftId, { basedOn: 3, substance: false })).resolves.toBeDefined();
  });

  test("that somebody else saved meanwhile is a conflict, also when both press at once", async () => {
    const draftId = await begun();
    const both = await Promise.allSettled([save(draftId), save(draftId, {}, secondLegal)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await refused(() => save(draftId), { code: "conflict", reason: "saved-meanwhile" });
    await refused(() => save(draftId, { basedOn: 7 }), { code: "conflict" });
    // What they entered is looked at only once it is known to be of the last revision.
    const unfinished = newForm({ title: "" });
    await refused(() => save(draftId, { form: unfinished }), { reason: "saved-meanwhile" });
  });

  test.each<[string, Partial<Saving>]>([
    ["another draft's id", { draftId: randomUUID() }],
    ["no id", { draftId: "1 or 1=1" }],
    ["a number that is none", { basedOn: Number.NaN }],
    ["nothing said of substance", { substance: undefined }],
    ["a day that is none", { effectiveAt: new Date(Number.NaN) }],
    ["a day that has passed", { effectiveAt: new Date(Date.now() - 60_000) }],
    ["a year mistyped", { effectiveAt: new Date(Date.now() + 367 * 86_400_000) }],
    ["no form", { form: null }],
    ["a form of other fields", { form: { title: "T", script: "<script>" } }],
    ["a title that goes on and on", { form: { ...formOf("T".repeat(100_000), null) } }],
    ["a character that no database stores", { form: { ...formOf("T\u0000", null) } }],
  ])("refuses %s", async (_, changes) => {
    const draftId = await begun();
    await refused(() => save(draftId, changes), { code: expect.stringMatching(/^(invalid|not_found)$/) });
  });

  test("keeps hostile words as words", async () => {
    const draftId = await begun();
    const form = newForm({
      why: `'); drop table notice; -- <script>alert(1)</script> \u202e =1+1 ${"é漢👩‍⚖️".repeat(500)}`,
    });
    await save(draftId, { form });
    expect((await getDraft(secondLegal, draftId)).form).toEqual(form);
  });

  test("that was discarded is closed: not saved, approved or discarded again", async () => {
    const draftId = await begun();
    await save(draftId);
    await discardDraft(secondLegal, { draftId });
    expect(await getDraft(legal, draftId)).toMatchObject({ state: "discarded", mayApprove: false });
    await refused(() => save(draftId, { basedOn: 2 }), { reason: "discarded" });
    await refused(() => approveDraft(secondLegal, { draftId, revision: 2 }), { reason: "discarded" });
    await refused(() => discardDraft(legal, { draftId }), { reason: "discarded" });
    await refused(() => discardDraft(legal, { draftId: "x" }), { code: "not_found" });
  });
});

describe("what an import brings", () => {
  test("of a place with a notice waits for one of legal; the same again is not brought twice", async () => {
    const { title, body } = portal.organisation.notice;
    const brought = {
      jurisdiction: "US",
      title,
      substance: true,
      body: { ...body, why: "So says the file." },
    };
    const job = jobActor("set-up");
    expect(await bringNotice(job, brought)).toBe("drafted");
    expect(await bringNotice(job, brought)).toBe("waiting");
    const [draft] = (await lineOf("US"))?.drafts.filter(({ editor }) => editor === null) ?? [];
    expect(draft).toMatchObject({ isReady: true, waitsForYou: true });
    const { id } = await approveDraft(legal, { draftId: draft?.id ?? "", revision: 1 });
    expect(await getNotice(legal, id)).toMatchObject({ approvedBy: legal.name, writtenBy: [] });
    expect(await bringNotice(job, brought)).toBe("known");
  });

  test("twice at once becomes one draft", async () => {
    const { title, body } = portal.organisation.notice;
    const brought = { jurisdiction: "US", title, substance: true, body: { ...body, why: "At once." } };
    const became = await Promise.all([1, 2, 3].map(() => bringNotice(jobActor("set-up"), brought)));
    expect(became.sort()).toEqual(["drafted", "waiting", "waiting"]);
  });

  test("without the words that the law prescribes is put forward, but cannot be approved", async () => {
    const { title, body } = portal.organisation.notice;
    const brought = { jurisdiction: "US-NY", title, substance: true, body: { ...body, why: "Of New York." } };
    expect(await bringNotice(jobActor("set-up"), brought)).toBe("drafted");
    const [draft] = (await lineOf("US-NY"))?.drafts.filter(({ editor }) => editor === null) ?? [];
    await refused(() => approveDraft(legal, { draftId: draft?.id ?? "", revision: 1 }), {
      reason: "wording-missing",
    });
  });
});
