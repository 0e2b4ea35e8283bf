import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { read } from "../../lib/db/reader.ts";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import { jobActor } from "../actor/queries.ts";
import { importDirectory } from "../directory/commands/import-directory.ts";
import { gate } from "../jurisdiction/rules.ts";
import { acknowledgeNotice } from "../notice/commands.ts";
import { loadGate } from "../notice/queries/load-gate.ts";
import { deliverNotices } from "./commands/deliver-notices.ts";
import { listDueLetters } from "./queries/due-letters.ts";
import { type DeliveryPortal, openDeliveryPortal } from "./test-delivery.ts";

let portal: DeliveryPortal;
const job = jobActor("deliver-notices");
const EVERYONE = { after: "00000000-0000-0000-0000-000000000000", limit: 1_000 };

beforeAll(async () => {
  portal = await openDeliveryPortal();
});
afterAll(() => portal.close());

const due = async () => (await listDueLetters(job, EVERYONE)).letters;
const count = async (table: "notice_mail" | "notice_service", where = "true") =>
  (await portal.owner.query(`select count(*)::int as n from ${table} where ${where}`)).rows[0].n;
const sum = (letters: Map<string, number>) => [...letters.values()].reduce((all, n) => all + n, 0);

/** Of everyone active: what the gate says is missing, as "person code duty". */
async function missing(duties: readonly string[]): Promise<string[]> {
  const { rows } = await portal.owner.query<{ id: string; now: Date }>(
    "select id, sayso_now() as now from person where active",
  );
  const facts = await read(job, (db) =>
    loadGate(
      (_name, text, values) => db.$queryRawUnsafe(text, ...values),
      rows.map(({ id }) => id),
      null,
    ),
  );
  return rows.flatMap(({ id, now }) => {
    const known = facts.get(id);
    const unmet = known ? gate(known, now.getTime()) : [];
    if (unmet.some(({ duty }) => duty === "override")) return [];
    return unmet.filter(({ duty }) => duties.includes(duty)).map(({ code, duty }) => `${id} ${code} ${duty}`);
  });
}

const NY = "US-NY";

describe("a run", () => {
  test("that fails in any way records nothing, and loses nothing", async () => {
    const wanted = (await due()).length;
    expect(wanted).toBeGreaterThan(20);
    for (const mood of ["away", "dies-midway", "hangs"] as const) {
      portal.setMood(mood);
      const outcome = await deliverNotices(job);
      expect(outcome, mood).toMatchObject({ sent: 0, refused: 0, stopped: expect.any(String) });
      expect(await count("notice_mail"), mood).toBe(0);
      expect(await count("notice_service"), mood).toBe(0);
      expect((await due()).length, mood).toBe(wanted);
    }
    expect(sum(await portal.newLetters())).toBe(0);
  }, 60_000);

  test("goes on after a letter that was accepted and could not be recorded: it is sent again, never lost", async () => {
    portal.setMood("well");
    await portal.owner.query(`create function test_fail() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full'; end $$`);
    await portal.owner.query(
      "create trigger test_fail before insert on notice_mail for each row execute function test_fail()",
    );
    const before = (await due()).length;
    await expect(deliverNotices(job)).rejects.toThrow("the disk is full");
    await portal.owner.query("drop trigger test_fail on notice_mail; drop function test_fail()");
    expect(await count("notice_service")).toBe(0);
    expect((await due()).length).toBe(before);
    expect(sum(await portal.newLetters())).toBeGreaterThan(0);
  });

  test("of two replicas at once gives everyone each notice once, in full, and says so in the ledger", async () => {
    const wanted = await due();
    const outcomes = await Promise.all([deliverNotices(job), deliverNotices(job)]);
    expect(outcomes.reduce((all, { sent }) => all + sent, 0)).toBe(wanted.length);
    expect(sum(await portal.newLetters())).toBe(wanted.length);
    expect(await count("notice_mail", "reason = 'notice'")).toBe(wanted.length);
    expect(await count("notice_service", "channel = 'mail'")).toBe(wanted.length);
    const [letter] = wanted;
    if (!letter) throw new Error("nothing was due");
    expect(await portal.actsAbout(letter.employeeId)).toContainEqual({
      kind: "notice.mailed",
      actorKind: "job",
      actorId: null,
      objectId: letter.noticeId,
      details: { reason: "notice", jurisdiction: letter.code },
    });
    expect(await deliverNotices(job)).toEqual({ sent: 0, refused: 0, stopped: null });
  });

  test("leaves nobody without the notice that the law asks for, as the gate itself sees it", async () => {
    expect(await missing(["notice", "yearly-notice"])).toEqual([]);
    expect((await missing(["acknowledgement"])).length).toBeGreaterThan(20);
  });

  test("gives nothing where nothing may be collected, nor to whoever has left", async () => {
    const { rows } = await portal.owner.query(
      `select p.id from person p join location l on l.person_id = p.id
       where l.jurisdiction = 'DE' and l.until_at is null`,
    );
    expect(rows).toHaveLength(1);
    expect(await count("notice_mail", `employee_id = '${rows[0].id}'`)).toBe(0);
  });

  test("says what stands in the notice, and nothing about anybody in the letter's headers", async () => {
    const letters = await portal.mailbox.received();
    const ny = letters.find(({ text }) => text.includes("New York asks that you are given this notice"));
    expect(ny?.text).toContain("may be subject to monitoring at any and all times and by any lawful means");
    expect(ny?.text).toContain("Training AI agents to operate computers");
    expect(ny?.text).toContain("http://localhost:4860/notice");
    expect(ny?.text).toContain("As long as you do nothing, nothing is collected about you");
    expect(ny?.html).toContain("photoelectronic or photo-optical systems");
    for (const letter of letters) {
      expect(letter.subject).toBe("A notice for you to read");
      const others = [...letter.headers].filter(([name]) => !["to", "message-id"].includes(name));
      const to = letter.to.split("@")[0] ?? "";
      expect(JSON.stringify(others)).not.toContain(to);
      expect(JSON.stringify(others)).not.toMatch(/US-|New York|Maine|Illinois/);
      expect(letter.text.match(/https?:\/\/\S+/g)?.join()).not.toContain(to);
    }
  });
});

/** Somebody in Illinois who acknowledges the notice, signs, and takes it back: that is an answer too. */
async function signAndWithdraw(): Promise<string> {
  const { rows } = await portal.owner.query<{ id: string; notice: string }>(
    `select p.id, n.id as notice from person p join location l on l.person_id = p.id, notice n
     where l.kind = 'residence' and l.jurisdiction = 'US-IL' and n.jurisdiction = 'US' and p.active limit 1`,
  );
  const [{ id, notice } = { id: "", notice: "" }] = rows;
  const said: [string, unknown[]][] = [
    ["insert into act (actor_kind, actor_id, kind) values ('person', $1, 'authorisation.signed')", [id]],
    ["insert into acknowledgement (employee_id, notice_id, channel) values ($1, $2, 'portal')", [id, notice]],
    [
      `insert into authorisation (id, employee_id, notice_id, jurisdiction, statement, signature)
       values ($1, $1, $2, 'US-IL', 'I authorise it.', 'Somebody')`,
      [id, notice],
    ],
    ["insert into authorisation_withdrawal (authorisation_id, employee_id) values ($1, $1)", [id]],
  ];
  await portal.asApp({ kind: "person", id, subjects: [id] }, async (client) => {
    for (const [text, values] of said) await client.query(text, values);
  });
  return id;
}

describe("reminders", () => {
  test("come a week apart and three times at most, to those who have not answered, and to nobody else", async () => {
    const { admin, engineer } = portal.people;
    const hashes = await portal.owner.query<{ sha256: string }>(
      "select sha256 from notice where effective_at <= sayso_now()",
    );
    for (const { sha256 } of hashes.rows) await acknowledgeNotice(admin, { noticeHash: sha256 });
    const decided = await signAndWithdraw();
    await portal.setAhead("6 days 23 hours");
    expect(await due()).toEqual([]);
    for (const [ahead, reminders] of [
      ["7 days 1 hour", 1],
      ["14 days 2 hours", 2],
      ["21 days 3 hours", 3],
    ] as const) {
      await portal.setAhead(ahead);
      await deliverNotices(job);
      expect(await deliverNotices(job), "a second run at once").toMatchObject({ sent: 0 });
      const mine = `employee_id = '${engineer.id}' and reason = 'reminder'`;
      expect(await count("notice_mail", mine)).toBe(reminders);
    }
    await portal.setAhead("36 days");
    expect(await due()).toEqual([]);
    expect(await count("notice_mail", `employee_id = '${admin.id}' and reason = 'reminder'`)).toBe(0);
    expect(await count("notice_mail", `employee_id = '${decided}' and reason = 'reminder'`)).toBe(0);
    const reminder = (await portal.mailbox.received()).at(-1);
    expect(reminder?.subject).toBe("A reminder: a notice for you to read");
    expect(reminder?.text).toContain("We remind you three times at most");
    expect(reminder?.text).toContain("that has no other consequence");
  }, 30_000);
});

describe("again", () => {
  test("in Maine once in every calendar year where the employee lives, and nowhere else", async () => {
    await portal.newLetters();
    await portal.owner.query(`update test_clock set ahead = ahead
      + (date_trunc('year', sayso_now()) + interval '1 year 12 hours' - sayso_now())`);
    // Nobody has confirmed where they live for so long, save this once.
    await importDirectory(job, portal.organisation.people);
    const wanted = await missing(["yearly-notice"]);
    expect(wanted.length).toBeGreaterThan(1);
    expect(wanted.every((each) => each.includes("US-ME"))).toBe(true);
    await deliverNotices(job);
    await deliverNotices(job);
    expect(await count("notice_mail", "reason = 'yearly'")).toBe(wanted.length);
    expect(sum(await portal.newLetters())).toBe(wanted.length);
    expect(await missing(["yearly-notice"])).toEqual([]);
    const letter = (await portal.mailbox.received()).at(-1);
    expect(letter).toMatchObject({ subject: "Your yearly notice" });
  });

  test("when a notice changes in substance, and not when it is worded anew", async () => {
    const [notice] = portal.organisation.stateNotices ?? [];
    if (!notice) throw new Error("there is no notice for New York");
    const reworded = { ...notice.body, why: "Because." };
    await publishNext(portal.people, { ...notice, jurisdiction: NY, body: reworded, substance: false });
    expect(await due()).toEqual([]);
    const changed = { ...notice.body, why: "For another reason." };
    const { id } = await publishNext(portal.people, {
      ...notice,
      jurisdiction: NY,
      body: changed,
      substance: true,
    });
    const letters = await due();
    expect(letters.length).toBeGreaterThan(1);
    expect(
      letters.every((each) => each.noticeId === id && each.code === NY && each.reason === "notice"),
    ).toBe(true);
    await deliverNotices(job);
    expect(sum(await portal.newLetters())).toBe(letters.length);
    expect(await missing(["notice"])).toEqual([]);
  });

  test("not to an address that the server does not want, for a while", async () => {
    const { title, body } = portal.organisation.notice;
    await publishNext(portal.people, { title, body: { ...body, why: "Anew." }, substance: true });
    const wanted = (await due()).length;
    portal.setMood("refuses");
    const { sent, refused } = await deliverNotices(job);
    expect({ sent, all: refused >= Math.min(20, wanted) }).toEqual({ sent: 0, all: true });
    expect((await due()).length).toBe(wanted);
    portal.setMood("well");
    await deliverNotices(job);
    expect((await due()).length).toBe(refused);
  });

  test("to everyone else, when the mail server hangs up on one of them each time", async () => {
    const { title, body } = portal.organisation.notice;
    await publishNext(portal.people, { title, body: { ...body, why: "Once more." }, substance: true });
    // The second of the first page: what stands behind it there must not wait for it either.
    const [, bane] = await due();
    const { rows } = await portal.owner.query("select email from person where id = $1", [bane?.employeeId]);
    portal.setBane(rows[0].email);
    for (let run = 0; run < 3; run++) await deliverNotices(job, undefined, 10);
    expect((await due()).map(({ employeeId }) => employeeId)).toEqual([bane?.employeeId]);
    portal.setBane(null);
    await deliverNotices(job);
    expect(await due()).toEqual([]);
  });

  test("when a run is told to stop, it stops", async () => {
    expect(await deliverNotices(job, AbortSignal.abort())).toEqual({
      sent: 0,
      refused: 0,
      stopped: "stopping",
    });
  });
});
