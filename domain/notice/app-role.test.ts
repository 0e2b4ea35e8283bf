import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { canonicalNotice } from "./rules/canonical.ts";
import { formOf } from "./rules/draft.ts";

// Past every command, straight in SQL, as the role that the portal has in its database.

let portal: TestPortal;
let writer: Speaker;
let approver: Speaker;
const job: Speaker = { kind: "job", id: null, subjects: [] };

beforeAll(async () => {
  portal = await openTestPortal();
  const speaker = ({ id }: { id: string }): Speaker => ({ kind: "person", id, subjects: [id] });
  writer = speaker(portal.people.legal);
  approver = speaker(portal.people.secondLegal);
});
afterAll(() => portal.close());

/** In one transaction with the act that every change needs. */
function as<T>(speaker: Speaker, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return portal.asApp(speaker, async (client) => {
    const act = "insert into act (actor_kind, actor_id, kind) values ($1, $2, 'notice.published')";
    await client.query(act, [speaker.kind, speaker.id]);
    return work(client);
  });
}

interface Written {
  readonly draft: string;
  readonly revision: number;
  readonly place: string;
  readonly content: string;
  readonly sha256: string;
}

let texts = 0;
function text(statements?: string[]) {
  const { title, body } = portal.organisation.notice;
  texts += 1;
  return canonicalNotice(title, { ...body, why: `Reason ${texts}.`, ...(statements && { statements }) });
}

function revise(
  client: pg.PoolClient,
  by: string | null,
  written: Written,
  { isReady = true, effective = null as string | null, substance = true } = {},
) {
  const { title } = portal.organisation.notice;
  return client.query(
    `insert into notice_revision (draft_id, number, form, title, content, sha256, substance, is_ready, edited_by, effective_at)
     values ($1, $2, $3, $4, $5, $6, $10, $7, $8, $9)`,
    [
      written.draft,
      written.revision,
      formOf(title, null),
      title,
      written.content,
      written.sha256,
      isReady,
      by,
      effective,
      substance,
    ],
  );
}

function sendBack(client: pg.PoolClient, { draft, revision }: Written, by: string | null) {
  return client.query(
    "insert into notice_return (draft_id, number, returned_by, reason) values ($1, $2, $3, 'Not yet.')",
    [draft, revision, by],
  );
}

/** A draft with one revision that is put forward. */
async function written(
  place = "US-TX",
  options: Parameters<typeof revise>[3] & { statements?: string[]; translates?: number } = {},
): Promise<Written> {
  const draft = { draft: randomUUID(), revision: 1, place, ...text(options.statements) };
  await as(writer, async (client) => {
    await client.query(
      "insert into notice_draft (id, jurisdiction, language, translates, begun_by) values ($1, $2, $3, $4, $5)",
      [draft.draft, place, options.translates ? "es" : "en", options.translates ?? null, writer.id],
    );
    await revise(client, writer.id, draft, options);
  });
  return draft;
}

/** Publishes, with whatever of it is said to be otherwise. */
function publish(
  speaker: Speaker,
  from: Written,
  but: Partial<{
    content: string;
    version: number;
    by: string | null;
    at: string;
    title: string;
    place: string;
    draft: null;
    revision: number;
    language: string;
    substance: boolean;
  }> = {},
) {
  const { title } = portal.organisation.notice;
  const content = but.content ?? from.content;
  const sha256 = createHash("sha256").update(content).digest("hex");
  return as(speaker, async (client) => {
    const { rows } = await client.query<{
      version: number;
      substance: boolean;
      effective_at: Date;
      published_at: Date;
    }>(
      `insert into notice (id, jurisdiction, version, title, content, sha256, substance, effective_at, published_by, draft_id, draft_revision, language)
       values ($1, $2, coalesce($3, (select coalesce(max(version), 0) + 1 from notice where jurisdiction = $2)), $4, $5, $6,
         $11, coalesce($7::timestamptz, sayso_now()), $8, $9, $10, $12)
       returning version, substance, effective_at, published_at`,
      [
        randomUUID(),
        but.place ?? from.place,
        but.version ?? null,
        but.title ?? title,
        content,
        sha256,
        but.at ?? null,
        but.by === undefined ? speaker.id : but.by,
        but.draft === null ? null : from.draft,
        but.draft === null ? null : (but.revision ?? from.revision),
        but.substance ?? true,
        but.language ?? "en",
      ],
    );
    return rows[0];
  });
}

const refusedBy = (code: string) => ({ code });
const NOT_ALLOWED = refusedBy("42501");
const BROKEN = refusedBy("23514");

describe("publishing", () => {
  test("works for a second person of legal, as a check that the attacks below fail for what they try", async () => {
    const published = await publish(approver, await written());
    expect(published).toMatchObject({ version: 1, substance: true });
    expect(published?.effective_at).toEqual(published?.published_at);
  });

  test("is not for whoever edited it, in their own name or another's", async () => {
    const own = await written();
    await expect(publish(writer, own)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(writer, own, { by: approver.id })).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(writer, own, { by: null })).rejects.toMatchObject(NOT_ALLOWED);
    const both = { ...own, revision: 2, ...text() };
    await as(approver, (client) => revise(client, approver.id, both));
    for (const each of [writer, approver])
      await expect(publish(each, both)).rejects.toMatchObject(NOT_ALLOWED);
  });

  test("is for legal alone, and no one edits in another's name", async () => {
    const draft = await written();
    for (const { id } of [
      portal.people.employee,
      portal.people.head,
      portal.people.admin,
      portal.people.steward,
    ])
      await expect(publish({ kind: "person", id, subjects: [id] }, draft)).rejects.toMatchObject(NOT_ALLOWED);
    const device: Speaker = { ...approver, kind: "device" };
    await expect(publish(device, draft)).rejects.toMatchObject(NOT_ALLOWED);
    const second = { ...draft, revision: 2, ...text() };
    await expect(as(writer, (client) => revise(client, approver.id, second))).rejects.toMatchObject(
      NOT_ALLOWED,
    );
    await expect(as(writer, (client) => revise(client, null, second))).rejects.toMatchObject(NOT_ALLOWED);
  });

  test("waits for whoever is sending the draft back, and then sees that they did", async () => {
    const draft = await written();
    let publishing: Promise<unknown> = Promise.resolve();
    await as(approver, async (client) => {
      await sendBack(client, draft, approver.id);
      publishing = publish(approver, draft).catch((error: unknown) => error);
      await portal.someoneWaits();
    });
    expect(await publishing).toMatchObject(NOT_ALLOWED);
  });

  test("is word for word what was approved, of the last revision, put forward", async () => {
    const draft = await written();
    await expect(publish(approver, draft, text())).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(approver, draft, { title: "Another" })).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(approver, draft, { place: "US-GA" })).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(approver, draft, { draft: null })).rejects.toMatchObject(NOT_ALLOWED);
    const later = { ...draft, revision: 2, ...text() };
    await as(writer, (client) => revise(client, writer.id, later, { isReady: false }));
    await expect(publish(approver, draft)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(approver, later)).rejects.toMatchObject(NOT_ALLOWED);
  });

  test("skips no version and takes none twice", async () => {
    const draft = await written();
    for (const version of [1, 3, 99])
      await expect(publish(approver, draft, { version })).rejects.toMatchObject(BROKEN);
    await expect(publish(approver, draft)).resolves.toMatchObject({ version: 2 });
    await expect(publish(approver, draft)).rejects.toThrow();
  });

  test("is dated neither back, nor ahead of what was approved, nor before the version it follows", async () => {
    const draft = await written("US-CA");
    const back = await publish(approver, draft, { at: "2020-01-01" });
    expect(back?.effective_at).toEqual(back?.published_at);
    const now = await written("US-CA");
    await expect(publish(approver, now, { at: "2999-01-01" })).rejects.toMatchObject(NOT_ALLOWED);
    const far = await written("US-CA", { effective: "2999-01-01T00:00:00Z" });
    await expect(publish(approver, far)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(approver, far, { at: "2999-01-01T00:00:00Z" })).resolves.toMatchObject({
      version: 2,
    });
    await expect(publish(approver, now)).rejects.toMatchObject(BROKEN);
  });

  test("of a place's first asks everyone, whatever is said of it", async () => {
    const first = await written("US-NV", { substance: false });
    await expect(publish(approver, first, { substance: false })).resolves.toMatchObject({ substance: true });
    const second = await written("US-NV", { substance: false });
    await expect(publish(approver, second, { substance: true })).rejects.toMatchObject(NOT_ALLOWED);
    await expect(publish(approver, second, { substance: false })).resolves.toMatchObject({
      substance: false,
    });
  });

  test("as a translation is of a published version, no earlier, in its own language, and asks nobody again", async () => {
    const at = "2998-01-01T00:00:00Z";
    await publish(approver, await written("US-OK", { effective: at }), { at });
    const unknown = await written("US-OK", { translates: 2 });
    const early = await written("US-OK", { translates: 1 });
    const spanish = { language: "es", version: 1 };
    await expect(publish(approver, unknown, { ...spanish, version: 2 })).rejects.toMatchObject(BROKEN);
    await expect(publish(approver, early, spanish)).rejects.toMatchObject(BROKEN);
    const whole = await written("US-OK", { translates: 1, effective: at });
    await expect(publish(approver, whole, { ...spanish, at, language: "fr" })).rejects.toMatchObject(
      NOT_ALLOWED,
    );
    await expect(publish(approver, whole, { ...spanish, at, version: 2 })).rejects.toMatchObject(BROKEN);
    await expect(publish(approver, whole, { ...spanish, at })).resolves.toMatchObject({ substance: false });
  });

  test("without the words that the law prescribes is refused, by a second person too", async () => {
    const draft = await written("US-NY", { statements: ["The law says something, we believe."] });
    await expect(publish(approver, draft)).rejects.toMatchObject(BROKEN);
    const { body } =
      portal.organisation.stateNotices?.find(({ jurisdiction }) => jurisdiction === "US-NY") ?? {};
    const whole = await written("US-NY", { statements: body?.statements ?? [] });
    await expect(publish(approver, whole)).resolves.toMatchObject({ version: 2 });
  });

  test("by a job is for the first version of a line alone", async () => {
    const first = { draft: "", revision: 1, place: "US-WA", ...text() };
    await expect(publish(job, first, { draft: null })).resolves.toMatchObject({ version: 1 });
    for (const version of [1, 2]) {
      const next = { ...first, ...text() };
      await expect(publish(job, next, { draft: null, version })).rejects.toMatchObject(NOT_ALLOWED);
    }
    await expect(publish(job, await written("US-WA"))).rejects.toMatchObject(NOT_ALLOWED);
    await expect(
      publish(job, { ...first, place: "US-OR", ...text() }, { draft: null, version: 7 }),
    ).rejects.toMatchObject(NOT_ALLOWED);
  });

  test("of a draft that was discarded is refused, and so is saving it", async () => {
    const draft = await written();
    await as(writer, (client) =>
      client.query("insert into notice_draft_end (draft_id, ended_by) values ($1, $2)", [
        draft.draft,
        writer.id,
      ]),
    );
    await expect(publish(approver, draft)).rejects.toMatchObject(NOT_ALLOWED);
    const more = { ...draft, revision: 2, ...text() };
    await expect(as(writer, (client) => revise(client, writer.id, more))).rejects.toMatchObject(
      refusedBy("23001"),
    );
  });

  test("of what was sent back is refused until it is written anew", async () => {
    const draft = await written("US-ND");
    await as(approver, (client) => sendBack(client, draft, approver.id));
    await expect(publish(approver, draft)).rejects.toMatchObject(NOT_ALLOWED);
    const next = { ...draft, revision: 2, ...text() };
    await as(writer, (client) => revise(client, writer.id, next));
    await expect(publish(approver, next)).resolves.toMatchObject({ version: 1 });
  });

  test("and saving are recorded, or do not happen", async () => {
    const draft = await written();
    const silent = portal.asApp(writer, (client) =>
      revise(client, writer.id, { ...draft, revision: 2, ...text() }),
    );
    await expect(silent).rejects.toMatchObject(refusedBy("23000"));
  });
});

describe("sending back", () => {
  test("is of what waits for approval, by whoever may approve it, in their own name", async () => {
    const draft = await written();
    const attempt = (by: Speaker, from: Written, name = by.id) =>
      as(by, (client) => sendBack(client, from, name));
    await expect(attempt(writer, draft)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(attempt(writer, draft, approver.id)).rejects.toMatchObject(NOT_ALLOWED);
    const { id } = portal.people.employee;
    await expect(attempt({ kind: "person", id, subjects: [id] }, draft)).rejects.toMatchObject(NOT_ALLOWED);
    const unfinished = { ...draft, revision: 2, ...text() };
    await as(writer, (client) => revise(client, writer.id, unfinished, { isReady: false }));
    for (const each of [draft, unfinished])
      await expect(attempt(approver, each)).rejects.toMatchObject(refusedBy("23001"));
    const whole = { ...draft, revision: 3, ...text() };
    await as(writer, (client) => revise(client, writer.id, whole));
    await attempt(approver, whole);
    await expect(attempt(approver, whole)).rejects.toMatchObject(refusedBy("23505"));
    const published = await written("US-SD");
    await publish(approver, published);
    await expect(attempt(approver, published)).rejects.toMatchObject(refusedBy("23001"));
  });
});

describe("what was written stays", () => {
  const TABLES = ["notice", "notice_draft", "notice_revision", "notice_return", "notice_draft_end"];
  test.each(
    TABLES.flatMap((table) => [
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `update ${table} set id = id`,
    ]),
  )("%s", async (sql) => {
    const column = /notice_revision|notice_return|notice_draft_end/.test(sql) ? "draft_id" : "id";
    const attack = sql.replace("set id = id", `set ${column} = ${column}`);
    for (const speaker of [writer, approver, job])
      await expect(as(speaker, (client) => client.query(attack))).rejects.toMatchObject(NOT_ALLOWED);
    await expect(portal.owner.query(attack)).rejects.toMatchObject(refusedBy("23001"));
  });

  test("revisions follow one another, under their own hash", async () => {
    const draft = await written();
    for (const revision of [1, 3]) {
      const wrong = { ...draft, revision, ...text() };
      await expect(as(writer, (client) => revise(client, writer.id, wrong))).rejects.toMatchObject(
        refusedBy("23505"),
      );
    }
    const forged = { ...draft, revision: 2, content: text().content };
    await expect(as(writer, (client) => revise(client, writer.id, forged))).rejects.toMatchObject(BROKEN);
  });
});

describe("drafts are legal's own", () => {
  test("nobody else sees one, while a published notice is everyone's to read", async () => {
    await written();
    const count = (speaker: Speaker, table: string) =>
      portal.asApp(speaker, async (client) => (await client.query(`select from ${table}`)).rowCount);
    for (const { id } of [portal.people.employee, portal.people.manager, portal.people.admin]) {
      const speaker: Speaker = { kind: "person", id, subjects: [id] };
      for (const table of ["notice_draft", "notice_revision", "notice_return", "notice_draft_end"])
        expect(await count(speaker, table)).toBe(0);
      expect(await count(speaker, "notice")).toBeGreaterThan(0);
    }
    expect(await count({ kind: "", id: null, subjects: [] }, "notice")).toBe(0);
    expect(await count(writer, "notice_draft")).toBeGreaterThan(0);
  });
});

test("nobody but the mailer says that a notice was served by mail, not even to themselves", async () => {
  const { id } = portal.people.employee;
  const employee: Speaker = { kind: "person", id, subjects: [id] };
  const { rows } = await portal.owner.query("select id from notice limit 1");
  const serve = (speaker: Speaker, channel: string) =>
    as(speaker, (client) =>
      client.query("insert into notice_service (employee_id, notice_id, channel) values ($1, $2, $3)", [
        id,
        rows[0].id,
        channel,
      ]),
    );
  await expect(serve(employee, "mail")).rejects.toMatchObject(NOT_ALLOWED);
  await expect(serve(job, "portal")).rejects.toMatchObject(NOT_ALLOWED);
  await serve(employee, "portal");
  await serve(job, "mail");
});
