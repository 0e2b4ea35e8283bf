import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishNext } from "../../../prisma/factories/publish-next.ts";
import { openTestPortal, type Speaker, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { actorForSession } from "../../actor/queries.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { editLaw } from "../../jurisdiction/commands/edit-law.ts";
import { acknowledgeNotice, recordNoticeServed } from "../commands.ts";
import { getMyDuties } from "../queries/my-duties.ts";
import { getMyNotice, listMyNotices } from "../queries/my-notices.ts";
import { authorise, withdrawAuthorisation } from "./authorise.ts";

let portal: TestPortal;
/** They live and work in Illinois, in New York, and in Delaware. */
let illinois: PersonActor;
let newYork: PersonActor;
let delaware: PersonActor;

beforeAll(async () => {
  portal = await openTestPortal();
  illinois = portal.people.legal;
  newYork = portal.people.head;
  delaware = portal.people.steward;
  // A notice of today counts until midnight where they live: far from now, whenever this runs.
  const west = new Date().getUTCHours() - 12;
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported'))
     update person set time_zone = $2 where id = $1`,
    [delaware.id, `Etc/GMT${west < 0 ? west : `+${west}`}`],
  );
});
afterAll(() => portal.close());

const IL = "US-IL";
const first = async (actor: PersonActor) => {
  const [waiting] = (await getMyDuties(actor)).authorisations;
  if (!waiting) throw new Error("no authorisation is asked for");
  return waiting;
};
const signed = async () =>
  (await portal.owner.query("select count(*)::int as n from authorisation")).rows[0].n;
const sign = async (actor: PersonActor, changes: Record<string, unknown> = {}) => {
  const { notice } = await first(actor);
  return authorise(actor, { noticeHash: notice.sha256, jurisdiction: IL, signature: actor.name, ...changes });
};

describe("what is to do", () => {
  test("is sorted by who can do it, in plain words", async () => {
    const duties = await getMyDuties(newYork);
    expect(duties.notices.map(({ jurisdiction }) => jurisdiction).sort()).toEqual(["US", "US-NY"]);
    expect(duties.notices.every(({ needsAcknowledgement }) => needsAcknowledgement)).toBe(true);
    expect(duties.others.map(({ duty }) => duty)).toEqual(["posting"]);
    expect(duties.unmet.map(({ text }) => text)).toContain(
      "New York asks that you acknowledge this notice first.",
    );
  });

  test("gets less with each thing that is done", async () => {
    for (const { sha256 } of (await getMyDuties(newYork)).notices) {
      await acknowledgeNotice(newYork, { noticeHash: sha256 });
    }
    expect(await getMyDuties(newYork)).toMatchObject({ notices: [], others: [{ duty: "posting" }] });
  });

  test("is nothing where no notice says what a row prescribes, in a sentence that asks nobody to read one", async () => {
    const { secondLegal } = portal.people;
    const { rows } = await portal.owner.query<{ version: number; wording: string[] }>(
      `select version, law_wording(body) as wording from jurisdiction where code = 'US-NY' and until_at is null`,
    );
    const { version = 0, wording = [] } = rows[0] ?? {};
    const changes = { requiredWording: [...wording, "Words that no notice says yet."] };
    const edit = { code: "US-NY", baseVersion: version, changes, reason: "A new law", source: "Test" };
    await editLaw(secondLegal, edit);
    const duties = await getMyDuties(newYork);
    expect(duties.notices).toEqual([]);
    expect(duties.others).toEqual(duties.unmet);
    expect(duties.unmet.map(({ text }) => text)).toEqual([
      "There is no notice yet that says what New York asks for, so nothing is collected. That is not for you to do.",
    ]);
  });

  test("is nothing where nothing may be collected at all: it would lead nowhere", async () => {
    const { rows } = await portal.owner.query<{ subject: string }>(
      "select p.subject from person p join location l on l.person_id = p.id where l.jurisdiction = 'DE'",
    );
    const held = await actorForSession({ subject: rows[0]?.subject ?? "", epoch: 1 });
    expect(await getMyDuties(held)).toMatchObject({
      notices: [],
      authorisations: [],
      unmet: [{ code: "DE", duty: "override" }],
      others: [{ code: "DE", duty: "override" }],
    });
  });

  test("in Delaware is done by reading today's notice, or by acknowledging once", async () => {
    const asked = async () =>
      (await getMyDuties(delaware)).unmet.filter(({ code }) => code === "US-DE").map(({ duty }) => duty);
    expect(await asked()).toEqual(["daily-notice-or-acknowledgement"]);
    const [waiting] = (await getMyDuties(delaware)).notices;
    const id = waiting?.id ?? "";
    expect(await getMyNotice(delaware, id)).toMatchObject({ isToBeServed: true, mayBeAcknowledged: true });
    await recordNoticeServed(delaware, { noticeId: id });
    expect(await asked()).toEqual([]);
    expect(await getMyNotice(delaware, id)).toMatchObject({ isToBeServed: false });
    // Yesterday's counts no longer.
    await portal.owner.query("alter table notice_service disable trigger user");
    await portal.owner.query("update notice_service set day = day - 1, at = at - interval '1 day'");
    await portal.owner.query("alter table notice_service enable trigger user");
    expect(await asked()).toEqual(["daily-notice-or-acknowledgement"]);
    expect(await getMyNotice(delaware, id)).toMatchObject({ isToBeServed: true });
    await recordNoticeServed(delaware, { noticeId: id });
    const [given] = await listMyNotices(delaware);
    expect(given?.services.map(({ channel }) => channel)).toEqual(["portal", "portal"]);
    await acknowledgeNotice(delaware, { noticeHash: waiting?.sha256 ?? "" });
    expect(await getMyNotice(delaware, id)).toMatchObject({ isToBeServed: false, mayBeAcknowledged: false });
  });
});

describe("an authorisation", () => {
  test.each([
    ["another's name", { signature: "Juniper Somebody" }, "another-name"],
    ["no name", { signature: "   " }, "another-name"],
    ["a name of a thousand letters", { signature: "a".repeat(1_000) }, "not-a-signature"],
    ["a name that is a file", { signature: {} }, "not-a-signature"],
    ["no notice", { noticeHash: "yes" }, "not-a-signature"],
    ["another text", { noticeHash: "0".repeat(64) }, "no-longer-in-force"],
    ["a place that asks for none", { jurisdiction: "US" }, "not-asked"],
    ["a place where they neither live nor work", { jurisdiction: "US-MI" }, "not-asked"],
    ["no place", { jurisdiction: "Illinois" }, "not-a-signature"],
  ])("under %s is refused with a reason, and nothing is signed", async (_, changes, reason) => {
    await expect(sign(illinois, changes)).rejects.toMatchObject({ reason });
    expect(await signed()).toBe(0);
  });

  test("is signed once, however many tabs do it at once, and is kept word for word", async () => {
    const waiting = await first(illinois);
    const signature = `  ${illinois.name.toUpperCase()} `;
    const input = { noticeHash: waiting.notice.sha256, jurisdiction: IL, signature };
    await Promise.all([1, 2, 3].map(() => authorise(illinois, input)));
    expect(await signed()).toBe(1);
    const { rows } = await portal.owner.query("select statement, signature, jurisdiction from authorisation");
    expect(rows).toEqual([
      { statement: waiting.statement, signature: illinois.name.toUpperCase(), jurisdiction: IL },
    ]);
    expect((await getMyDuties(illinois)).authorisations).toEqual([]);
    const acts = await portal.actsAbout(illinois.id);
    expect(acts.filter(({ kind }) => kind === "authorisation.signed")).toHaveLength(1);
    expect(JSON.stringify(acts)).not.toContain(illinois.name);
  });

  test("that is taken back counts no longer, at once; a second time changes nothing", async () => {
    await Promise.all([1, 2].map(() => withdrawAuthorisation(illinois, { jurisdiction: IL })));
    expect((await getMyDuties(illinois)).authorisations).toHaveLength(1);
    const kinds = (await portal.actsAbout(illinois.id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "authorisation.withdrawn")).toHaveLength(1);
    const [given] = await listMyNotices(illinois);
    expect(given?.authorisations[0]).toMatchObject({ placeName: "Illinois", withdrawnAt: expect.any(Date) });
    await expect(withdrawAuthorisation(illinois, { jurisdiction: 7 })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  test("can be signed again, and is nobody else's to take back", async () => {
    await sign(illinois);
    await withdrawAuthorisation(newYork, { jurisdiction: IL });
    expect((await getMyDuties(illinois)).authorisations).toEqual([]);
    const [own] = (await portal.owner.query("select id from authorisation order by at desc limit 1")).rows;
    for (const [who, as] of [
      [newYork.id, newYork.id],
      [newYork.id, illinois.id],
    ]) {
      const speaker: Speaker = { kind: "person", id: who ?? "", subjects: [who ?? ""] };
      const taking = portal.asApp(speaker, (client) =>
        client.query("insert into authorisation_withdrawal (authorisation_id, employee_id) values ($1, $2)", [
          own.id,
          as,
        ]),
      );
      await expect(taking).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|23503)$/) });
    }
  });

  test("does not count for a notice that changed in substance, nor can the old one still be signed", async () => {
    const { title, body } = portal.organisation.notice;
    const old = (await listMyNotices(illinois))[0];
    await publishNext(portal.people, { title, body: { ...body, why: "Anew." }, substance: true });
    const waiting = await first(illinois);
    expect(waiting.notice.id).not.toBe(old?.id);
    await expect(sign(illinois, { noticeHash: old?.sha256 })).rejects.toMatchObject({
      code: "conflict",
      reason: "no-longer-in-force",
    });
    await expect(acknowledgeNotice(illinois, { noticeHash: old?.sha256 ?? "" })).rejects.toMatchObject({
      code: "conflict",
      reason: "no-longer-in-force",
    });
    expect(await getMyNotice(illinois, old?.id ?? "")).toMatchObject({
      standing: "replaced",
      isToBeServed: false,
      mayBeAcknowledged: false,
    });
  });
});

test("a notice that is not in force yet cannot be acknowledged, nor is it shown", async () => {
  const { title, body } = portal.organisation.notice;
  const effectiveAt = new Date(Date.now() + 3_600_000);
  const changes = { title, body: { ...body, why: "Later." }, substance: true, effectiveAt };
  const { id, sha256 } = await publishNext(portal.people, changes);
  await expect(acknowledgeNotice(illinois, { noticeHash: sha256 })).rejects.toMatchObject({
    code: "conflict",
    reason: "not-yet-in-force",
  });
  await expect(getMyNotice(illinois, id)).rejects.toMatchObject({ code: "not_found" });
});

test("a notice of elsewhere is not found, nor what is none", async () => {
  const { rows } = await portal.owner.query("select id from notice where jurisdiction = 'US-NY'");
  for (const id of [rows[0].id, "none", "00000000-0000-0000-0000-000000000000"]) {
    await expect(getMyNotice(illinois, id)).rejects.toMatchObject({ code: "not_found" });
  }
});
