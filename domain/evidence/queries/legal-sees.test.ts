import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { beginDraft } from "../../notice/commands/begin-draft.ts";
import { saveDraft } from "../../notice/commands/save-draft.ts";
import { sendBackDraft } from "../../notice/commands/send-back-draft.ts";
import { getDraft } from "../../notice/queries/get-draft.ts";
import type { PlaceCoverage } from "../schema/coverage.ts";
import { getCoverage } from "./coverage.ts";
import { listDeadlines } from "./deadlines.ts";
import { listPeopleWithoutEvidence } from "./people-without-evidence.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal(60);
});
afterAll(() => portal.close());

const place = (places: readonly PlaceCoverage[], code: string) => places.find((each) => each.code === code);
const asLegal = (): Speaker => ({
  kind: "person",
  id: portal.people.legal.id,
  subjects: [portal.people.legal.id],
});

describe("coverage, the list and the deadlines", () => {
  test("are legal's alone", async () => {
    const { employee, manager, engineer, steward, admin } = portal.people;
    for (const actor of [employee, manager, engineer, steward, admin]) {
      await expect(getCoverage(actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(listPeopleWithoutEvidence(actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(listDeadlines(actor, [])).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("leave no act: they are everyday work", async () => {
    const count = () => portal.owner.query("select from act").then((all) => all.rowCount);
    const before = await count();
    const { places } = await getCoverage(portal.people.legal);
    await listPeopleWithoutEvidence(portal.people.legal);
    await listDeadlines(portal.people.legal, places);
    expect(await count()).toBe(before);
  });

  test.each([
    { code: "us-ny" },
    { code: "US-NY'; --" },
    { duty: "consent" },
    { after: "1" },
    { code: "x".repeat(9999) },
  ])("a filter that is none is refused: %o", async (filter) => {
    await expect(listPeopleWithoutEvidence(portal.people.legal, filter)).rejects.toMatchObject({
      code: "invalid",
    });
  });

  test("narrow to a place and a duty, and end after somebody who is not there", async () => {
    const { legal } = portal.people;
    const { people } = await listPeopleWithoutEvidence(legal, { code: "US-NY", duty: "acknowledgement" });
    expect(people.length).toBeGreaterThan(0);
    for (const each of people)
      expect(each.missing).toContainEqual(
        expect.objectContaining({ code: "US-NY", duty: "acknowledgement" }),
      );
    const after = "00000000-0000-4000-8000-000000000000";
    expect(await listPeopleWithoutEvidence(legal, { after })).toEqual({ people: [], next: null });
  });

  test("hide how few have not signed an authorisation, and every number that would tell it", async () => {
    const before = place((await getCoverage(portal.people.legal)).places, "US-MI");
    expect(before?.people).toBeGreaterThan(0);
    const few = before && before.people < 5;
    expect(before?.missing).toContainEqual({ duty: "authorisation", people: few ? null : before?.people });
    const { rows } = await portal.owner.query<{ person_id: string; id: string }>(
      `select distinct l.person_id, n.id from location l, notice n
       where l.jurisdiction = 'US-MI' and l.until_at is null and n.jurisdiction = 'US' order by 1`,
    );
    const client = await portal.owner.connect();
    await client.query("set session_replication_role = replica");
    for (const { person_id, id } of rows.slice(1))
      await client.query(
        "insert into authorisation values (gen_random_uuid(), $1, $2, 'US-MI', 'I authorise it.', 'Signed', now())",
        [person_id, id],
      );
    await client.query("set session_replication_role = origin");
    client.release();
    const after = place((await getCoverage(portal.people.legal)).places, "US-MI");
    expect(after?.missing).toContainEqual({ duty: "authorisation", people: null });
    expect(after?.complete).toBeNull();
  });

  test("say since when: no earlier than the notice, the row, the move and the hire", async () => {
    const { people } = await listPeopleWithoutEvidence(portal.people.legal, { duty: "acknowledgement" });
    const [first] = people;
    const { rows } = await portal.owner.query<{ at: Date }>(
      `select greatest(p.created_at, (select from_at from jurisdiction where code = 'US' and until_at is null),
         (select effective_at from notice where jurisdiction = 'US')) as at from person p where id = $1`,
      [first?.id],
    );
    expect(first?.missing.find((each) => each.code === "US")?.since).toEqual(rows[0]?.at);
  });

  test("announce what comes up", async () => {
    const { legal } = portal.people;
    const client = await portal.owner.connect();
    await client.query("set session_replication_role = replica");
    await client.query(
      "insert into override values (gen_random_uuid(), 'DE', 'Grounds that are long enough.', now() + interval '9 days', $1, now())",
      [legal.id],
    );
    await client.query("insert into override_approval select id, $1, now() from override", [legal.id]);
    await client.query(
      "update location set confirmed_at = now() - interval '380 days' where person_id = $1",
      [portal.people.employee.id],
    );
    await client.query(
      `insert into notice (id, jurisdiction, version, title, content, sha256, substance, effective_at, published_at)
       select gen_random_uuid(), 'US-TX', 7, 'Soon', '{}', encode(sha256('{}'), 'hex'), true, now() + interval '3 days', now()`,
    );
    await client.query(
      `insert into posting select gen_random_uuid(), w.id, n.id, 'Kitchen', 'Nobody', $1, now() - interval '91 days'
       from workplace w, (select id from notice limit 1) n where w.id = 'clover-house'`,
      [legal.id],
    );
    await client.query("set session_replication_role = origin");
    client.release();
    const { places } = await getCoverage(legal);
    const deadlines = await listDeadlines(legal, places);
    const of = (kind: string) => deadlines.find((each) => each.kind === kind);
    expect(of("override-ends")).toMatchObject({ code: "DE" });
    expect(of("locations-stale")).toMatchObject({ people: 1 });
    expect(of("notice-begins")).toMatchObject({
      code: "US-TX",
      what: "Soon",
      people: place(places, "US-TX")?.people,
    });
    expect(of("posting-uninspected")).toMatchObject({ code: "US-NY", what: "Clover House" });
    expect(of("yearly-notice")).toMatchObject({ code: "US-ME", people: place(places, "US-ME")?.people });
    const dated = deadlines.flatMap((each) => (each.at ? [each.at.getTime()] : []));
    expect(dated).toEqual([...dated].sort((a, b) => a - b));
    expect(place(places, "DE")?.missing.map((each) => each.duty)).not.toContain("override");
  });
});

test("a draft comes up while it waits for approval, and no longer once it was sent back", async () => {
  const { legal, secondLegal } = portal.people;
  const { id: draftId } = await beginDraft(legal, { jurisdiction: "US-VT", from: "federal" });
  const { form } = await getDraft(legal, draftId);
  const saving = { form, substance: true, effectiveAt: null, isReady: true };
  const waiting = async () =>
    (await listDeadlines(legal, [])).filter(({ kind, code }) => kind === "draft" && code === "US-VT").length;
  await saveDraft(legal, { draftId, basedOn: 1, ...saving });
  expect(await waiting()).toBe(1);
  await sendBackDraft(secondLegal, { draftId, revision: 2, reason: "Not yet." });
  expect(await waiting()).toBe(0);
  await saveDraft(legal, { draftId, basedOn: 2, ...saving });
  expect(await waiting()).toBe(1);
});

describe("at the database legal sees evidence, and nothing of", () => {
  const PRIVATE = [
    "segment",
    "batch",
    "coverage_hour",
    "activity_day",
    "discard_day",
    "usage_day",
    "data_key",
    "pause",
    "resumption",
    "consent_answer",
    "consent_choice",
    "application_choice",
    "exemption",
    "device_contact",
    "directive_application",
  ];
  test.each(PRIVATE)("%s, whatever is there", async (table) => {
    const { employee } = portal.people;
    const client = await portal.owner.connect();
    const { rows: columns } = await client.query<{ name: string }>(
      "select column_name as name from information_schema.columns where table_name = $1 and column_name in ('employee_id')",
      [table],
    );
    client.release();
    expect(columns).toHaveLength(1);
    const seen = await portal.asApp(asLegal(), (app) =>
      app
        .query(`select from ${table} where employee_id <> $1`, [portal.people.legal.id])
        .then((all) => all.rowCount),
    );
    expect(seen, employee.id).toBe(0);
  });

  test("pauses and consent that are there", async () => {
    const { employee, legal } = portal.people;
    const client = await portal.owner.connect();
    await client.query("set session_replication_role = replica");
    await client.query(
      `insert into pause values (gen_random_uuid(), $1, 60, now(), now() + interval '60 seconds', now() + interval '60 seconds', 'portal')`,
      [employee.id],
    );
    await client.query(
      "insert into consent_answer select gen_random_uuid(), $1, id, 'answered', now(), 'receipt' from notice limit 1",
      [employee.id],
    );
    await client.query(
      "insert into consent_choice select employee_id, id, 'pointer', 'refused' from consent_answer where employee_id = $1",
      [employee.id],
    );
    await client.query("insert into data_key values ($1, 'key', now())", [employee.id]);
    await client.query("set session_replication_role = origin");
    client.release();
    for (const table of ["pause", "consent_answer", "consent_choice", "data_key"]) {
      const count = (speaker: Speaker) =>
        portal.asApp(speaker, (app) =>
          app.query(`select from ${table} where employee_id = $1`, [employee.id]).then((all) => all.rowCount),
        );
      expect(await count({ kind: "person", id: employee.id, subjects: [employee.id] }), table).toBe(1);
      expect(await count(asLegal()), table).toBe(0);
      // Naming somebody else as whom one speaks for is the portal's to do, never a query's.
      expect(await count({ kind: "person", id: legal.id, subjects: [legal.id] }), table).toBe(0);
    }
    const first = await portal.asApp(asLegal(), (app) =>
      app.query("select first_collected_at($1) as at", [employee.id]).then((all) => all.rows[0]?.at),
    );
    expect(first).toBeInstanceOf(Date);
  });
});
