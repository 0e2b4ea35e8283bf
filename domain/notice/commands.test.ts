import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { answerConsent } from "../consent/commands.ts";
import { getConsentOverview } from "../consent/queries.ts";
import { acknowledgeNotice, publishNotice, recordNoticeSeen, recordNoticeServed } from "./commands.ts";
import { getNoticeState } from "./queries.ts";
import { CATEGORIES } from "./schema.ts";

let portal: TestPortal;
let employee: PersonActor;

beforeAll(async () => {
  portal = await openTestPortal();
  employee = portal.people.employee;
});
afterAll(() => portal.close());

/** Publishes the organisation's notice with another sentence of why, so that its text differs. */
function publish(why: string, substance: boolean) {
  const { title, body } = portal.organisation.notice;
  return publishNext(portal.people, { title, substance, body: { ...body, why } });
}

const kindsAbout = async (personId: string) => (await portal.actsAbout(personId)).map((act) => act.kind);

describe("published text", () => {
  test("is stored under the hash of its exact bytes, which are the same for the same text", async () => {
    const { id, sha256 } = await publish("Because.", false);
    const { rows } = await portal.owner.query(
      "select content, sha256, version, substance from notice where id = $1",
      [id],
    );
    expect(rows[0]).toMatchObject({ sha256, version: 2, substance: false });
    expect(createHash("sha256").update(rows[0].content, "utf8").digest("hex")).toBe(sha256);
    const acts = await portal.owner.query("select actor_id, details from act where object_id = $1", [id]);
    const details = { version: 2, draft: expect.any(String), revision: 2 };
    expect(acts.rows).toEqual([{ actor_id: portal.people.secondLegal.id, details }]);
    const { title, body } = portal.organisation.notice;
    const reordered = Object.fromEntries(Object.entries({ ...body, why: "Because." }).reverse());
    const same = { title, substance: true, body: { ...body, ...reordered } };
    for (const again of [
      () => publishNext(portal.people, same),
      () => publishNotice(jobActor("legal"), { jurisdiction: "US-TX", ...same }),
    ])
      await expect(again()).rejects.toMatchObject({ code: "conflict", reason: "published-before" });
  });

  test("cannot be stored under a hash that is not its own, nor dated before it was published", async () => {
    const job: Speaker = { kind: "job", id: null, subjects: [] };
    const insert = (sha256: string) =>
      portal.asApp(job, async (client) => {
        await client.query("insert into act (actor_kind, kind) values ('job', 'notice.published')");
        const { rows } = await client.query<{ published_at: Date; effective_at: Date }>(
          `insert into notice (id, jurisdiction, version, title, content, sha256, substance, effective_at)
           values ($1, 'US-TX', 1, 'T', '{"title":"T"}', $2, true, sayso_now() - interval '1 hour')
           returning published_at, effective_at`,
          [randomUUID(), sha256],
        );
        return rows[0];
      });
    await expect(insert("0".repeat(64))).rejects.toMatchObject({ code: "23514" });
    const stored = await insert(createHash("sha256").update('{"title":"T"}').digest("hex"));
    expect(stored?.effective_at).toEqual(stored?.published_at);
    expect(Date.now() - Number(stored?.effective_at)).toBeLessThan(60_000);
  });

  test.each(["update notice set title = 'Another'", "delete from notice", "truncate notice cascade"])(
    "can be changed by nobody: %s",
    async (sql) => {
      const job: Speaker = { kind: "job", id: null, subjects: [] };
      await expect(portal.asApp(job, (client) => client.query(sql))).rejects.toMatchObject({ code: "42501" });
      await expect(portal.owner.query(sql)).rejects.toMatchObject({ code: "23001" });
    },
  );
});

describe("served, seen and acknowledged", () => {
  test("are three facts, none of which makes another, and none of which is consent", async () => {
    const { notice } = await getNoticeState(employee);
    const steps = [
      { run: () => recordNoticeServed(employee, { noticeId: notice.id }), known: [true, false, false] },
      { run: () => recordNoticeSeen(employee, { noticeId: notice.id }), known: [true, true, false] },
      { run: () => acknowledgeNotice(employee, { noticeHash: notice.sha256 }), known: [true, true, true] },
    ];
    for (const { run, known } of steps) {
      await run();
      const { servedAt, seenAt, acknowledgedAt } = await getNoticeState(employee);
      expect([servedAt, seenAt, acknowledgedAt].map((each) => each !== null)).toEqual(known);
    }
    expect(await kindsAbout(employee.id)).toEqual(["notice.served", "notice.seen", "notice.acknowledged"]);
    const overview = await getConsentOverview(employee);
    expect(Object.values(overview.states)).toEqual(CATEGORIES.map(() => "requested"));
    expect(overview.answered).toBe(false);
  });

  test("count from the first time: a second is no error, changes nothing and records no act", async () => {
    const before = await getNoticeState(employee);
    const acts = await portal.actsAbout(employee.id);
    await recordNoticeServed(employee, { noticeId: before.notice.id });
    await recordNoticeSeen(employee, { noticeId: before.notice.id });
    await acknowledgeNotice(employee, { noticeHash: before.notice.sha256 });
    expect(await getNoticeState(employee)).toEqual(before);
    expect(await portal.actsAbout(employee.id)).toEqual(acts);
  });

  test("two tabs that acknowledge at once make one acknowledgement", async () => {
    const { colleague } = portal.people;
    const { notice } = await getNoticeState(colleague);
    await Promise.all([1, 2, 3].map(() => acknowledgeNotice(colleague, { noticeHash: notice.sha256 })));
    expect(await kindsAbout(colleague.id)).toEqual(["notice.acknowledged"]);
  });

  test("an acknowledgement names an existing text by its hash", async () => {
    const unknown = acknowledgeNotice(employee, { noticeHash: "0".repeat(64) });
    await expect(unknown).rejects.toMatchObject({ code: "not_found", reason: "no-such-notice" });
    await expect(acknowledgeNotice(employee, { noticeHash: "yes" })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  test("a notice that does not exist can be neither served nor seen", async () => {
    const noticeId = randomUUID();
    await expect(recordNoticeServed(employee, { noticeId })).rejects.toMatchObject({ code: "not_found" });
    await expect(recordNoticeSeen(employee, { noticeId })).rejects.toMatchObject({ code: "not_found" });
    await expect(recordNoticeSeen(employee, { noticeId: "none" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("cannot be dated back, changed or taken away", async () => {
    const speaker: Speaker = {
      kind: "person",
      id: portal.people.engineer.id,
      subjects: [portal.people.engineer.id],
    };
    const { notice } = await getNoticeState(portal.people.engineer);
    await portal.asApp(speaker, async (client) => {
      await client.query(
        "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'notice.seen')",
        [speaker.id],
      );
      for (const [table, columns] of [
        ["acknowledgement", ", channel"],
        ["notice_service", ", channel"],
        ["notice_sighting", ""],
      ]) {
        await client.query(
          `insert into ${table} (employee_id, notice_id, at${columns}) values ($1, $2, '2020-01-01'${columns && ", 'portal'"})`,
          [speaker.id, notice.id],
        );
      }
    });
    const { servedAt, seenAt, acknowledgedAt } = await getNoticeState(portal.people.engineer);
    for (const at of [servedAt, seenAt, acknowledgedAt]) expect(Date.now() - Number(at)).toBeLessThan(60_000);
    for (const table of ["notice_service", "notice_sighting", "acknowledgement"]) {
      await expect(portal.owner.query(`update ${table} set at = '2020-01-01'`)).rejects.toMatchObject({
        code: "23001",
      });
      await expect(portal.owner.query(`delete from ${table}`)).rejects.toMatchObject({ code: "23001" });
      const asSelf = portal.asApp(speaker, (client) => client.query(`delete from ${table}`));
      await expect(asSelf).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("publishing", () => {
  test("waits for records that are being stored, and is dated after them", async () => {
    const ingest: Speaker = { kind: "ingest", id: null, subjects: [employee.id] };
    let publishing: Promise<{ id: string }> = Promise.reject(new Error("not yet"));
    publishing.catch(() => undefined);
    const stored = await portal.asApp(ingest, async (client) => {
      await client.query("select hold_versions(array[$1]::uuid[])", [employee.id]);
      publishing = publish("While records are being stored.", false);
      await portal.someoneWaits();
      const { rows } = await client.query<{ now: Date }>("select sayso_now() as now");
      return rows[0]?.now;
    });
    const { id } = await publishing;
    const { rows } = await portal.owner.query("select effective_at from notice where id = $1", [id]);
    expect(Number(rows[0].effective_at)).toBeGreaterThanOrEqual(Number(stored));
  });

  test("and ingests of many, in whatever order they are named, never block each other", async () => {
    const { rows } = await portal.owner.query<{ id: string }>("select id from person order by id desc");
    const ids = rows.map((row) => row.id);
    const hold = () =>
      portal.asApp({ kind: "ingest", id: null, subjects: ids }, (client) =>
        client.query("select hold_versions($1::uuid[])", [ids]),
      );
    const texts = Array.from({ length: 4 }, (_, i) => publish(`Text ${i}.`, false).catch(() => null));
    const work = [...texts, ...Array.from({ length: 12 }, hold)];
    await expect(Promise.all(work)).resolves.toHaveLength(16);
  });
});

describe("the next version", () => {
  const allowAll = async (actor: PersonActor) => {
    const { notice } = await getNoticeState(actor);
    await acknowledgeNotice(actor, { noticeHash: notice.sha256 });
    const categories = Object.fromEntries(CATEGORIES.map((each) => [each, "given"]));
    await answerConsent(actor, { noticeHash: notice.sha256, categories, applications: ["files"] });
  };

  test("that only rewords keeps what people said", async () => {
    await allowAll(employee);
    await publish("Reworded.", false);
    const { states, answered } = await getConsentOverview(employee);
    expect(Object.values(states)).toEqual(CATEGORIES.map(() => "given"));
    expect(answered).toBe(true);
  });

  test("of substance expires every consent and acknowledgement, and asks again", async () => {
    await allowAll(employee);
    await publish("We would also like to know more.", true);
    const overview = await getConsentOverview(employee);
    expect(Object.values(overview.states)).toEqual(CATEGORIES.map(() => "expired"));
    expect(overview).toMatchObject({ answered: false, acknowledgedAt: null, deferralsLeft: 3 });
    expect(await getNoticeState(employee)).toMatchObject({
      servedAt: null,
      seenAt: null,
      acknowledgedAt: null,
    });
    await allowAll(employee);
    expect((await getConsentOverview(employee)).answered).toBe(true);
  });

  test("bumps everyone's version, so that no agent goes on with the old one", async () => {
    const versions = () =>
      portal.owner.query("select person_id, version::int from person_state order by person_id");
    const before = (await versions()).rows;
    await publish("Once more.", true);
    const after = (await versions()).rows;
    expect(after.map(({ version }, i) => version > before[i].version)).toEqual(before.map(() => true));
  });
});
