import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { approveDraft } from "./commands/approve-draft.ts";
import { beginDraft, beginTranslation } from "./commands/begin-draft.ts";
import { bringNotice } from "./commands/bring-notice.ts";
import { discardDraft } from "./commands/discard-draft.ts";
import { type Saving, saveDraft } from "./commands/save-draft.ts";
import { getDraft } from "./queries/get-draft.ts";
import { getNotice, getNoticeBytes } from "./queries/get-notice.ts";
import { listLines } from "./queries/list-lines.ts";
import { formOf } from "./rules/draft.ts";

let portal: TestPortal;
let legal: PersonActor;
let secondLegal: PersonActor;

beforeAll(async () => {
  portal = await openTestPortal();
  ({ legal, secondLegal } = portal.people);
});
afterAll(() => portal.close());

const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const lineOf = async (code: string) => (await listLines(legal)).find((each) => each.code === code);
const stored = async () =>
  (
    await portal.owner.query(
      `select (select count(*)::int from notice) as notices, (select count(*)::int from notice_draft) as drafts,
         (select count(*)::int from notice_revision) as revisions, (select count(*)::int from act) as acts`,
    )
  ).rows[0];

let texts = 0;
/** A form that no notice was published from yet. */
function newForm(changes: Partial<Record<string, string>> = {}) {
  const { title, body } = portal.organisation.notice;
  texts += 1;
  return { ...formOf(title, { ...body, why: `Because of reason ${texts}.` }), ...changes };
}

async function begun(jurisdiction = "US-TX", from = "federal"): Promise<string> {
  return (await beginDraft(legal, { jurisdiction, from })).id;
}

function save(draftId: string, changes: Partial<Saving> = {}, actor = legal) {
  const form = newForm();
  return saveDraft(actor, {
    draftId,
    basedOn: 1,
    form,
    substance: true,
    effectiveAt: null,
    isReady: true,
    ...changes,
  });
}

/** Refused with a sentence, and nothing in the tables is any different. */
async function refused(attempt: () => Promise<unknown>, expected: object): Promise<void> {
  const before = await stored();
  await expect(attempt()).rejects.toMatchObject({
    message: expect.stringMatching(/^[A-Z].*[.]$/),
    ...expected,
  });
  expect(await stored()).toEqual(before);
}

/** One more passage for the notices of a place: a tightening, which one of legal may do alone. */
function prescribe(code: string, passage: string): Promise<void> {
  const { id } = legal;
  return portal.asApp({ kind: "person", id, subjects: [id] }, async (client) => {
    await client.query(
      "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'jurisdiction.changed')",
      [id],
    );
    const { rows } = await client.query<{ at: Date }>("select touch_everyone() as at");
    await client.query("update jurisdiction set until_at = $1 where code = $2 and until_at is null", [
      rows[0]?.at,
      code,
    ]);
    await client.query(
      `insert into jurisdiction (code, version, body, source, from_at, reason, changed_by)
       select code, version + 1, jsonb_insert(body, '{requiredWording,0}', to_jsonb($3::text)), source, until_at, 'r', $4
       from jurisdiction where code = $2 and until_at = $1`,
      [rows[0]?.at, code, passage, id],
    );
  });
}

describe("a draft", () => {
  test("begins with the federal notice, the place's own, or nothing, and is not published by being saved", async () => {
    const { title, body } = portal.organisation.notice;
    expect((await getDraft(legal, await begun())).form).toEqual(formOf(title, body));
    expect((await getDraft(legal, await begun("US-TX", "nothing"))).form).toEqual(formOf("", null));
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

describe("approval", () => {
  test("by another one of legal publishes what was put forward, word for word, from that moment", async () => {
    const draftId = await begun("US-CO");
    const form = newForm();
    await save(draftId, { form });
    const { id, sha256 } = await approveDraft(secondLegal, { draftId, revision: 2 });
    const notice = await getNotice(legal, id);
    expect(notice).toMatchObject({
      jurisdiction: "US-CO",
      version: 1,
      substance: true,
      standing: "in-force",
      approvedBy: secondLegal.name,
      writtenBy: [legal.name],
      sha256,
    });
    expect(formOf(notice.title, notice.body)).toEqual(form);
    expect(notice.effectiveAt).toEqual(notice.publishedAt);
    expect(notice.bytes).toBe(Buffer.byteLength((await getNoticeBytes(legal, id)).content));
    expect(await getDraft(legal, draftId)).toMatchObject({ state: { published: id }, mayApprove: false });
    await refused(() => approveDraft(secondLegal, { draftId, revision: 2 }), { reason: "published" });
    await refused(() => save(draftId, { basedOn: 2 }), { reason: "published" });
    await refused(() => discardDraft(legal, { draftId }), { reason: "published" });
  });

  test("is nobody's who wrote any of it, even when somebody else wrote the end", async () => {
    const draftId = await begun();
    await save(draftId);
    await refused(() => approveDraft(legal, { draftId, revision: 2 }), {
      code: "forbidden",
      reason: "own-draft",
    });
    await save(draftId, { basedOn: 2 }, secondLegal);
    for (const actor of [legal, secondLegal])
      await refused(() => approveDraft(actor, { draftId, revision: 3 }), { reason: "own-draft" });
  });

  test("is of the last revision, and of one that was put forward", async () => {
    const draftId = await begun();
    await save(draftId);
    await refused(() => approveDraft(secondLegal, { draftId, revision: 1 }), { reason: "saved-meanwhile" });
    await save(draftId, { basedOn: 2, isReady: false });
    await refused(() => approveDraft(secondLegal, { draftId, revision: 2 }), { reason: "saved-meanwhile" });
    await refused(() => approveDraft(secondLegal, { draftId, revision: 3 }), { reason: "not-put-forward" });
  });

  test("pressed twice at once publishes once", async () => {
    const draftId = await begun("US-WA");
    await save(draftId);
    const approve = () => approveDraft(secondLegal, { draftId, revision: 2 });
    const both = await Promise.allSettled([approve(), approve()]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { rows } = await portal.owner.query("select version from notice where jurisdiction = 'US-WA'");
    expect(rows).toEqual([{ version: 1 }]);
  });

  test("of two drafts of one place at once publishes one version after the other", async () => {
    const drafts = await Promise.all([begun("US-GA"), begun("US-GA")]);
    for (const draftId of drafts) await save(draftId);
    await Promise.all(drafts.map((draftId) => approveDraft(secondLegal, { draftId, revision: 2 })));
    const { rows } = await portal.owner.query(
      "select version from notice where jurisdiction = 'US-GA' order by 1",
    );
    expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
  });

  test("of a text that was published before is refused, whatever it is called now", async () => {
    const form = newForm();
    for (const jurisdiction of ["US-IL", "US-MA"]) {
      const draftId = await begun(jurisdiction);
      await save(draftId, { form });
      const approve = () => approveDraft(secondLegal, { draftId, revision: 2 });
      if (jurisdiction === "US-IL") await approve();
      else
        await refused(approve, {
          code: "conflict",
          reason: "published-before",
          message: expect.stringContaining("as version 1 of US-IL"),
        });
    }
  });
});

describe("the words that a law prescribes", () => {
  test("are asked for when it is put forward, and again when it is approved", async () => {
    const draftId = await begun("US-NY", "in-force");
    const { form } = await getDraft(legal, draftId);
    const without = { ...form, statements: "The law says something, we believe." };
    await refused(() => save(draftId, { form: without }), {
      reason: "wording-missing",
      detail: { fields: { statements: expect.any(String) } },
    });
    await refused(() => save(draftId, { form: { ...without, purpose: "" } }), {
      reason: "incomplete",
      detail: { fields: { purpose: expect.any(String), statements: expect.any(String) } },
    });
    await save(draftId, { form: { ...form, why: "For New York." } });
    await prescribe("US-NY", "Read this twice.");
    await refused(() => approveDraft(secondLegal, { draftId, revision: 2 }), { reason: "wording-missing" });
    expect(await lineOf("US-NY")).toMatchObject({ lacksWording: true });
    const statements = `${form.statements}\n\nRead  this\nTWICE.`;
    await save(draftId, { basedOn: 2, form: { ...form, statements } });
    await approveDraft(secondLegal, { draftId, revision: 3 });
    expect(await lineOf("US-NY")).toMatchObject({ lacksWording: false, inForce: { version: 2 } });
  });
});

describe("from a day to come", () => {
  test("the version before stays in force until then, and nothing is put before it", async () => {
    const { title, body } = portal.organisation.notice;
    const next = (why: string, effectiveAt: Date | null) =>
      publishNext(portal.people, {
        jurisdiction: "US-ME",
        title,
        substance: true,
        body: { ...body, why },
        effectiveAt,
      });
    const first = await next("Now.", null);
    const day = soon(48);
    const second = await next("In two days.", day);
    expect(await getNotice(legal, first.id)).toMatchObject({ standing: "in-force", replacedAt: day });
    expect(await getNotice(legal, second.id)).toMatchObject({
      standing: "coming",
      effectiveAt: day,
      version: 2,
    });
    expect(await lineOf("US-ME")).toMatchObject({ inForce: { id: first.id }, coming: [{ id: second.id }] });
    for (const before of [null, soon(47)])
      await expect(next("Before it.", before)).rejects.toMatchObject({
        code: "conflict",
        reason: "overlaps",
      });
    await expect(next("After it.", soon(72))).resolves.toBeDefined();
  });

  test("a day that passed while it waited for approval is refused", async () => {
    const draftId = await begun("US-MI");
    await save(draftId, { effectiveAt: new Date(Date.now() + 400) });
    await sleep(600);
    await refused(() => approveDraft(secondLegal, { draftId, revision: 2 }), { reason: "in-the-past" });
  });
});

describe("a translation", () => {
  test("is the same version in another language, asks nobody again, and follows its own approval", async () => {
    const { id: original } = await portal.owner
      .query("select id from notice where jurisdiction = 'US' and version = 1")
      .then(({ rows }) => rows[0]);
    const { id: draftId } = await beginTranslation(legal, { translates: original, language: "es" });
    await save(draftId, { form: newForm({ title: "Cómo usamos nuestras computadoras" }) });
    await refused(() => approveDraft(legal, { draftId, revision: 2 }), { reason: "own-draft" });
    const { id } = await approveDraft(secondLegal, { draftId, revision: 2 });
    expect(await getNotice(legal, id)).toMatchObject({
      version: 1,
      language: "es",
      substance: false,
      standing: "in-force",
    });
    expect(await lineOf("US")).toMatchObject({ inForce: { id: original }, languages: ["en", "es"] });
    for (const language of ["es", "en", "en-GB", "Spanish", ""])
      await refused(() => beginTranslation(legal, { translates: original, language }), { code: "invalid" });
    await refused(() => beginTranslation(legal, { translates: randomUUID(), language: "fr" }), {
      code: "not_found",
    });
  });

  test("of a version to come does not come before it", async () => {
    const { title, body } = portal.organisation.notice;
    const day = soon(24);
    const coming = { title, body: { ...body, why: "Tomorrow." }, substance: true, effectiveAt: day };
    const { id: translates } = await publishNext(portal.people, { jurisdiction: "US-DE", ...coming });
    const { id: draftId } = await beginTranslation(legal, { translates, language: "fr" });
    expect(await getDraft(legal, draftId)).toMatchObject({ effectiveAt: day, translates: 1 });
    await save(draftId);
    await refused(() => approveDraft(secondLegal, { draftId, revision: 2 }), { reason: "overlaps" });
    await save(draftId, { basedOn: 2, effectiveAt: day });
    await expect(approveDraft(secondLegal, { draftId, revision: 3 })).resolves.toBeDefined();
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
