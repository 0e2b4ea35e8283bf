import { afterAll, beforeAll, expect, test } from "vitest";
import { read } from "../../lib/db/reader.ts";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import { actorForSession, jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { importDirectory } from "../directory/commands/import-directory.ts";
import { gate } from "../jurisdiction/rules.ts";
import { acknowledgeNotice } from "../notice/commands.ts";
import { loadGate } from "../notice/queries/load-gate.ts";
import { getMyDuties } from "../notice/queries/my-duties.ts";
import { deliverNotices } from "./commands/deliver-notices.ts";
import { listDueLetters } from "./queries/due-letters.ts";
import { type DeliveryPortal, openDeliveryPortal } from "./test-delivery.ts";

let portal: DeliveryPortal;
let mover: PersonActor;
const job = jobActor("deliver-notices");

beforeAll(async () => {
  portal = await openDeliveryPortal(60);
  // The first of those without any part who lives and works in Texas, where the federal notice is enough.
  const { people } = portal.organisation;
  const managers = new Set(people.map(({ manager }) => manager));
  const entry = people.find(
    (each) =>
      each.roles.length === 0 &&
      !managers.has(each.subject) &&
      each.residence === "US-TX" &&
      each.work === "US-TX" &&
      !each.workplace,
  );
  mover = await actorForSession({ subject: entry?.subject ?? "", epoch: 1 });
});
afterAll(() => portal.close());

/** The directory as before, but the mover lives and works there now. */
function moveTo(place: string) {
  const moved = portal.organisation.people.map((each) =>
    each.email === mover.email ? { ...each, residence: place, work: place, workplace: null } : each,
  );
  return importDirectory(jobActor("directory"), moved);
}

const now = async () => (await portal.owner.query<{ now: Date }>("select sayso_now() as now")).rows[0]?.now;
const due = async () =>
  (await listDueLetters(job, { after: "00000000-0000-0000-0000-000000000000", limit: 1_000 })).letters.filter(
    ({ employeeId }) => employeeId === mover.id,
  );
/** What held the mover at a moment, computed from all that is kept. */
const heldAt = (at: Date | undefined) =>
  read(mover, async (db) => {
    const facts = (
      await loadGate((_name, text, values) => db.$queryRawUnsafe(text, ...values), [mover.id], null)
    ).get(mover.id);
    return facts && at
      ? gate(facts, at.getTime()).map(({ code, duty }) => `${code} ${duty}`)
      : ["nothing known"];
  });
const acknowledgeAll = async () => {
  for (const { sha256 } of (await getMyDuties(mover)).notices)
    await acknowledgeNotice(mover, { noticeHash: sha256 });
};

test("who moves is held until the new place's law is met, gets its letter, and nothing counts backwards", async () => {
  await deliverNotices(job);
  await acknowledgeAll();
  const inTexas = await now();
  expect(await heldAt(inTexas)).toEqual([]);
  expect(await due()).toEqual([]);

  await moveTo("US-NY");
  const moved = await now();
  const asked = ["US-NY notice", "US-NY acknowledgement"];
  expect((await heldAt(moved)).sort()).toEqual(asked.sort());
  expect(await due()).toMatchObject([
    { code: "US-NY", reason: "notice", asks: [{ ask: "acknowledgement" }] },
  ]);
  await portal.newLetters();
  await deliverNotices(job);
  expect((await portal.newLetters()).get(mover.email)).toBe(1);
  const served = await now();
  expect(await heldAt(served), "a letter that came is no acknowledgement").toEqual(["US-NY acknowledgement"]);
  await acknowledgeAll();
  expect(await heldAt(await now())).toEqual([]);

  // Each moment is still decided as it was then.
  expect(await heldAt(inTexas)).toEqual([]);
  expect((await heldAt(moved)).sort()).toEqual(asked.sort());
  expect(await heldAt(served)).toEqual(["US-NY acknowledgement"]);
});

test("who moves to where the federal notice stands is due no second letter with the same text", async () => {
  await portal.newLetters();
  await moveTo("US-CA");
  expect(await due()).toEqual([]);
  expect(await heldAt(await now())).toEqual([]);
});

test("who moves to where nothing may be collected is held, and left in peace", async () => {
  await moveTo("DE");
  expect(await heldAt(await now())).toContain("DE override");
  await portal.setAhead("30 days");
  expect(await due()).toEqual([]);
  const { title, body } = portal.organisation.notice;
  await publishNext(portal.people, { title, body: { ...body, why: "Anew." }, substance: true });
  // Nobody has confirmed for years where they live: still there, as far as anyone knows.
  for (const ahead of ["31 days", "2000 days"]) {
    await portal.setAhead(ahead);
    expect(await due(), ahead).toEqual([]);
  }
});

test("who leaves gets nothing more", async () => {
  await portal.setAhead("0 days");
  await moveTo("US-NY");
  const rest = portal.organisation.people.filter(({ email }) => email !== mover.email);
  await importDirectory(jobActor("directory"), rest);
  await portal.setAhead("30 days");
  expect(await due()).toEqual([]);
});
