import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { deviceActor, jobActor } from "../actor/queries.ts";
import type { Actor } from "../actor/schema.ts";
import { transact } from "./commands.ts";

let portal: TestPortal;
let self: Speaker;

beforeAll(async () => {
  portal = await openTestPortal();
  const { id } = portal.people.employee;
  self = { kind: "person", id, subjects: [id] };
});
afterAll(() => portal.close());

const epoch = async () =>
  (await portal.owner.query("select session_epoch from person where id = $1", [self.id])).rows[0]
    .session_epoch;
const bump = { sessionEpoch: { increment: 1 } };
const actCount = async () => (await portal.owner.query("select count(*)::int as n from act")).rows[0].n;

describe("no record, no commit", () => {
  test("a command that records no act throws, and nothing is written", async () => {
    const before = await epoch();
    const silent = transact(portal.people.employee, (tx) =>
      tx.db.person.update({ where: { id: self.id ?? "" }, data: bump, select: { id: true } }),
    );
    await expect(silent).rejects.toThrow("recorded no act");
    expect(await epoch()).toBe(before);
  });

  test("a command that fails after its act writes neither", async () => {
    const [before, acts] = [await epoch(), await actCount()];
    const failing = transact(portal.people.employee, async (tx) => {
      await tx.db.person.update({ where: { id: self.id ?? "" }, data: bump, select: { id: true } });
      await tx.record({ kind: "person.sessions-ended", subjectId: portal.people.employee.id });
      throw new Error("something broke");
    });
    await expect(failing).rejects.toThrow("something broke");
    expect([await epoch(), await actCount()]).toEqual([before, acts]);
  });

  test("whoever comes past the function is refused by the database, when they commit", async () => {
    const before = await epoch();
    const silent = portal.asApp(self, (client) =>
      client.query("update person set session_epoch = session_epoch + 1"),
    );
    await expect(silent).rejects.toMatchObject({ code: "23000", message: expect.stringContaining("person") });
    expect(await epoch()).toBe(before);
  });

  test("an act of another transaction does not do, nor one that was taken back", async () => {
    const act = "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'person.sessions-ended')";
    await portal.asApp(self, (client) => client.query(act, [self.id]));
    const undone = portal.asApp(self, async (client) => {
      await client.query("savepoint before");
      await client.query(act, [self.id]);
      await client.query("rollback to savepoint before");
      await client.query("update person set session_epoch = session_epoch + 1");
    });
    await expect(undone).rejects.toMatchObject({ code: "23000" });
  });

  test("the rule holds for every table that states who may collect what", async () => {
    const { rows } = await portal.owner.query(
      `select tgrelid::regclass::text as name from pg_trigger
       where tgname = 'recorded' and tgdeferrable and tginitdeferred and tgenabled = 'O'
         and (tgtype & 28) = 28 order by 1`,
    );
    expect(rows.map((row) => row.name)).toEqual([
      "absence",
      "acknowledgement",
      "approved_application",
      "authorisation",
      "authorisation_withdrawal",
      "consent_answer",
      "contest",
      "contest_answer",
      "data_key",
      "device",
      "device_revocation",
      "evidence_pack",
      "exemption",
      "exemption_appeal",
      "exemption_decision",
      "exemption_end",
      "exemption_file",
      "exemption_message",
      "exemption_outcome",
      "exemption_request",
      "exemption_silence",
      "exemption_turn",
      "export",
      "export_end",
      "jurisdiction",
      "law_confirmation",
      "law_decision",
      "law_proposal",
      "location",
      "notice",
      "notice_draft",
      "notice_draft_end",
      "notice_mail",
      "notice_return",
      "notice_revision",
      "notice_service",
      "notice_sighting",
      "override",
      "override_approval",
      "override_end",
      "pause",
      "person",
      "posting",
      "posting_end",
      "posting_file",
      "posting_inspection",
      "program",
      "resumption",
      "role_grant",
      "workplace",
    ]);
  });

  test("it cannot be put off past the commit", async () => {
    const evade = portal.asApp(self, async (client) => {
      await client.query("set constraints all deferred");
      await client.query("update person set session_epoch = session_epoch + 1");
    });
    await expect(evade).rejects.toMatchObject({ code: "23000" });
  });
});

describe("an act", () => {
  const job: Speaker = { kind: "job", id: null, subjects: [] };
  const append = (
    speaker: Speaker,
    kind: string,
    id: string | null,
    more = "",
    value = "",
    overriding = "",
  ) =>
    portal.asApp(speaker, (client) =>
      client.query(
        `insert into act (actor_kind, actor_id, kind${more}) ${overriding} values ($1, $2, 'pause.started'${value})`,
        [kind, id],
      ),
    );

  test("says who, as what, about whom and when, for every kind of actor", async () => {
    const { employee, colleague } = portal.people;
    const device = deviceActor({ deviceId: randomUUID(), employeeId: employee.id });
    const actors: Actor[] = [employee, device, jobActor("upkeep")];
    for (const actor of actors) {
      await transact(actor, (tx) =>
        tx.record({
          kind: "device.revoked",
          subjectId: colleague.id,
          objectId: "d",
          details: { n: 1, why: null },
        }),
      );
    }
    expect(await portal.actsAbout(colleague.id)).toEqual(
      actors.map(({ kind, id }) => ({
        kind: "device.revoked",
        actorKind: kind,
        actorId: id,
        objectId: "d",
        details: { n: 1, why: null },
      })),
    );
  });

  test("is nobody's to write in another's name, whoever they are", async () => {
    const other = portal.people.legal.id;
    await expect(append(self, "person", other)).rejects.toMatchObject({ code: "42501" });
    await expect(append(self, "job", null)).rejects.toMatchObject({ code: "42501" });
    await expect(append(self, "device", self.id)).rejects.toMatchObject({ code: "42501" });
    await expect(append({ ...self, kind: "device" }, "person", self.id)).rejects.toMatchObject({
      code: "42501",
    });
    await expect(append(job, "person", other)).rejects.toMatchObject({ code: "42501" });
    await expect(append({ kind: "", id: null, subjects: [] }, "job", null)).rejects.toMatchObject({
      code: "42501",
    });
    await expect(append(job, "job", null)).resolves.toBeDefined();
    await expect(append(self, "person", self.id)).resolves.toBeDefined();
  });

  test.each([
    ["time", ", at", ", '2020-01-01'", ""],
    ["place", ", seq", ", 1", "overriding system value"],
    ["transaction", ", transaction_id", ", '9999999'", ""],
  ])("cannot be given a %s of its writer's choice", async (_, column, value, overriding) => {
    await expect(append(self, "person", self.id, column, value, overriding)).rejects.toMatchObject({
      code: "42501",
    });
  });

  test("is seen by whom it concerns and by who did it, and by nobody else", async () => {
    const { employee, colleague, legal, admin } = portal.people;
    await transact(employee, (tx) =>
      tx.record({ kind: "pause.started", subjectId: colleague.id, objectId: "seen" }),
    );
    const seenBy = ({ id }: { id: string }) =>
      portal.asApp({ kind: "person", id, subjects: [id] }, async (client) => {
        return (await client.query("select from act where object_id = 'seen'")).rowCount;
      });
    expect(await Promise.all([employee, colleague, legal, admin].map(seenBy))).toEqual([1, 1, 0, 0]);
  });
});

describe("the ledger", () => {
  test.each(["update act set kind = 'pause.started'", "delete from act", "truncate act"])(
    "is append-only, for its owner too: %s",
    async (sql) => {
      const before = await actCount();
      for (const speaker of [self, { kind: "job", id: null, subjects: [] } as const]) {
        await expect(portal.asApp(speaker, (client) => client.query(sql))).rejects.toMatchObject({
          code: "42501",
        });
      }
      await expect(portal.owner.query(sql)).rejects.toMatchObject({ code: "23001" });
      expect(await actCount()).toBe(before);
    },
  );
});
