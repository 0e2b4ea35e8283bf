import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import { approveDraft } from "./commands/approve-draft.ts";
import { beginTranslation } from "./commands/begin-draft.ts";
import { discardDraft } from "./commands/discard-draft.ts";
import { getDraft } from "./queries/get-draft.ts";
import { getNotice, getNoticeBytes } from "./queries/get-notice.ts";
import { formOf } from "./rules/draft.ts";
import { openDraftPortal } from "./test-drafts.ts";

const portal = await openDraftPortal();
const { legal, secondLegal, lineOf, newForm, begun, save, refused } = portal;
afterAll(() => portal.close());

const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000);

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
    await save(draftId, { effectiveAt: soon(1) });
    await portal.owner.query(`begin; set local session_replication_role = replica;
      update notice_revision set effective_at = effective_at - interval '61 minutes' where draft_id = '${draftId}';
      commit`);
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

  test("that takes effect later holds back neither the next version nor another translation", async () => {
    const { title, body } = portal.organisation.notice;
    const next = (why: string) =>
      publishNext(portal.people, { jurisdiction: "US-UT", title, substance: true, body: { ...body, why } });
    const { id: translates } = await next("First.");
    const translated = async (language: string, effectiveAt: Date | null) => {
      const { id: draftId } = await beginTranslation(legal, { translates, language });
      await save(draftId, { effectiveAt });
      return approveDraft(secondLegal, { draftId, revision: 2 });
    };
    const spanish = await translated("es", soon(240));
    await expect(translated("fr", null)).resolves.toBeDefined();
    await expect(next("Second.")).resolves.toBeDefined();
    expect(await getNotice(legal, spanish.id)).toMatchObject({ standing: "coming" });
    expect(await lineOf("US-UT")).toMatchObject({ inForce: { version: 2 } });
  });
});
