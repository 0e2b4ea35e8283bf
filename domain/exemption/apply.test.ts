import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayOf } from "../../lib/day.ts";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { sendDraft } from "./commands/apply.ts";
import { attachEvidence } from "./commands/attach-file.ts";
import { withdrawRequest } from "./commands/end.ts";
import { discardExemptionDraft, saveExemptionDraft } from "./commands/save-draft.ts";
import { checkDraft, getDraft } from "./queries/get-draft.ts";
import { getRequest } from "./queries/get-request.ts";
import { listMyRequests } from "./queries/list-mine.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import type { DraftForm } from "./schema.ts";

let portal: TestPortal;
let me: PersonActor;
let other: PersonActor;
beforeAll(async () => {
  portal = await openTestPortal();
  me = portal.people.employee;
  other = portal.people.colleague;
});
afterAll(() => portal.close());
beforeEach(async () => {
  for (const who of [me, other]) if ((await getDraft(who)).saved) await discardExemptionDraft(who);
});

const DAY = 86_400_000;
const NOBODY = "00000000-0000-7000-8000-000000000001";
const day = (ahead: number) => dayOf("America/New_York", Date.now() + ahead * DAY);
const form = (over: Partial<DraftForm> = {}): DraftForm => ({
  ...EMPTY_DRAFT,
  ground: "bandwidth",
  words: "The line at home is slow.",
  applications: ["terminal"],
  until: day(20),
  ...over,
});
/** As the owner, with the act that the database demands of every change. */
const arrange = (statement: string) =>
  portal.owner.query(
    `begin; insert into act (actor_kind, kind) values ('job', 'program.set-up'); ${statement}; commit`,
  );
const shownOf = async (who: PersonActor) => (await checkDraft(who))?.shown ?? "";
async function send(who: PersonActor, over: Partial<DraftForm> = {}): Promise<string> {
  await saveExemptionDraft(who, form(over));
  return (await sendDraft(who, await shownOf(who))).id;
}
const photo = (colour = "#3a6") =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: colour } })
    .png()
    .toBuffer();

describe("a draft", () => {
  test("is kept as it was typed, whatever is missing, and nobody else's", async () => {
    const typed = form({ until: "soon", words: "  Half a sen", hours: [["", "9", ""]] });
    const { id } = await saveExemptionDraft(me, typed);
    expect((await getDraft(me)).saved).toMatchObject({ id, form: typed });
    expect((await saveExemptionDraft(me, form())).id).toBe(id);
    expect((await getDraft(other)).saved).toBeNull();
    const { rows } = await portal.owner.query("select form from exemption_draft where id = $1", [id]);
    expect(rows[0].form.toString("latin1")).not.toContain("slow");
  });

  test.each<[string, unknown]>([
    ["another form", { ...form(), employeeId: NOBODY }],
    ["no form", null],
    ["8,001 letters", form({ words: "x".repeat(8_001) })],
    ["10,000 letters", form({ words: "x".repeat(10_000) })],
    ["too many", form({ applications: Array.from({ length: 201 }, () => "a") })],
    ["another ground", { ...form(), ground: "boredom" }],
  ])("is refused: %s", async (_, input) => {
    await expect(saveExemptionDraft(me, input)).rejects.toMatchObject({ code: "invalid" });
    expect((await getDraft(me)).saved).toBeNull();
  });

  test("saved at the same time in many tabs is one", async () => {
    const saved = await Promise.all(
      Array.from({ length: 10 }, (_, i) => saveExemptionDraft(me, form({ words: `Tab ${i}` }))),
    );
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
  });

  test("is thrown away with its files, once", async () => {
    const { id } = await saveExemptionDraft(me, form());
    await attachEvidence(me, { requestId: id, name: "a.png", bytes: await photo() });
    const tries = await Promise.allSettled([discardExemptionDraft(me), discardExemptionDraft(me)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(discardExemptionDraft(me)).rejects.toMatchObject({ code: "conflict", reason: "no-draft" });
    const { rowCount } = await portal.owner.query("select from exemption_file where request_id = $1", [id]);
    expect(rowCount).toBe(0);
  });
});

describe("what is sent is what was shown", () => {
  test("who decides it is who was shown, and it stops meanwhile as was said", async () => {
    await saveExemptionDraft(me, form());
    const check = await checkDraft(me);
    const { id } = await sendDraft(me, check?.shown ?? "");
    const request = await getRequest(me, id);
    expect(request.stopsMeanwhile).toBe(check?.stopsMeanwhile);
    expect(request.steps.map(({ judges }) => judges.map(({ person }) => person.name))).toEqual(
      check?.route?.map(({ people }) => people.map(({ name }) => name)),
    );
    expect(request.words).toBe("The line at home is slow.");
    expect((await getDraft(me)).saved).toBeNull();
    expect(await portal.actsAbout(me.id)).toContainEqual(
      expect.objectContaining({ kind: "exemption.applied-for", objectId: id }),
    );
    await withdrawRequest(me, id, "request");
  });

  test.each<[string, () => Promise<unknown>]>([
    ["another word", () => saveExemptionDraft(me, form({ words: "The line at home is very slow." }))],
    ["another ground", () => saveExemptionDraft(me, form({ ground: "health" }))],
    [
      "another file",
      async () => {
        const { id } = await saveExemptionDraft(me, form());
        return attachEvidence(me, { requestId: id, name: "a.png", bytes: await photo() });
      },
    ],
  ])("with %s in the meantime nothing is sent", async (_, change) => {
    await saveExemptionDraft(me, form());
    const shown = await shownOf(me);
    await change();
    await expect(sendDraft(me, shown)).rejects.toMatchObject({ code: "conflict", reason: "changed" });
    expect((await getDraft(me)).saved).not.toBeNull();
  });

  test("nor when others would decide than were shown", async () => {
    await saveExemptionDraft(me, form());
    const shown = await shownOf(me);
    const { manager, hr } = portal.people;
    const { rows } = await portal.owner.query("select manager_id from person where id = $1", [me.id]);
    expect(rows[0].manager_id).toBe(manager.id);
    const leads = (who: PersonActor) =>
      arrange(`update person set manager_id = '${who.id}' where id = '${me.id}'`);
    await leads(hr);
    await expect(sendDraft(me, shown)).rejects.toMatchObject({ reason: "changed" });
    await leads(manager);
    expect(await shownOf(me)).toBe(shown);
  });

  test("pressed twice, or in ten tabs, it is sent once", async () => {
    await saveExemptionDraft(me, form());
    const shown = await shownOf(me);
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => sendDraft(me, shown)));
    const sent = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value.id] : []));
    expect(sent).toHaveLength(1);
    for (const each of tries)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ reason: "sent-already" });
    await withdrawRequest(me, sent[0] ?? "", "request");
  });

  test.each<[string, Partial<DraftForm>, Readonly<Record<string, string>>]>([
    [
      "an end before the start",
      { from: day(9), until: day(3) },
      { until: "The end comes before the start." },
    ],
    [
      "an empty scope",
      { applications: [] },
      { everything: "Choose what to leave out: everything, or at least one of these." },
    ],
    ["no reason", { words: "" }, { words: "Say why, in your own words. A sentence is enough." }],
    // A draft keeps as much; more is refused as it is saved.
    ["8,000 letters", { words: "x".repeat(8_000) }, { words: "At most 4,000 letters." }],
    [
      "an unknown application",
      { applications: ["no-such-application"] },
      { applications: "One of these applications is not on the program's list." },
    ],
    [
      "a computer that is not theirs",
      { devices: [NOBODY] },
      { devices: "One of these computers is not linked to you." },
    ],
    ["no ground", { ground: null }, { ground: "Choose what it is about." }],
  ])("%s is refused at its field", async (_, over, fields) => {
    const before = (await listMyRequests(me)).requests.length;
    await expect(send(me, over)).rejects.toMatchObject({
      code: "invalid",
      detail: { fields },
    });
    expect((await listMyRequests(me)).requests).toHaveLength(before);
    expect((await getDraft(me)).saved, "the draft is still there").not.toBeNull();
  });

  test("without a draft, or with another's mark, nothing is sent", async () => {
    await expect(sendDraft(me, "")).rejects.toMatchObject({ reason: "sent-already" });
    await saveExemptionDraft(me, form());
    await expect(sendDraft(other, await shownOf(me))).rejects.toMatchObject({ reason: "sent-already" });
    await saveExemptionDraft(other, form());
    await expect(sendDraft(other, await shownOf(me))).rejects.toMatchObject({ reason: "changed" });
  });

  test("nobody who could decide is said before anything is sent", async () => {
    await saveExemptionDraft(me, form({ ground: "health" }));
    await arrange("delete from role_grant where role in ('hr', 'legal')");
    const check = await checkDraft(me);
    expect(check?.route).toEqual([]);
    await expect(sendDraft(me, check?.shown ?? "")).rejects.toMatchObject({ reason: "nobody" });
    expect((await getDraft(me)).saved).not.toBeNull();
  });
});
