import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayOf } from "../../lib/day.ts";
import type { PersonActor } from "../actor/schema.ts";
import { attachEvidence } from "./commands/attach-file.ts";
import { giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { discardExemptionDraft, draftRenewal, saveExemptionDraft } from "./commands/save-draft.ts";
import { getDraft } from "./queries/get-draft.ts";
import { getRequest } from "./queries/get-request.ts";
import { EMPTY_DRAFT, readDraft } from "./rules/draft.ts";
import type { DraftForm, Scope } from "./schema.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

let portal: RequestPortal;
let employee: PersonActor;
let colleague: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, colleague, manager } = portal.people);
});
afterAll(() => portal.close());
beforeEach(async () => {
  if ((await getDraft(employee)).saved) await discardExemptionDraft(employee);
});

const TYPED: DraftForm = { ...EMPTY_DRAFT, ground: "other", words: "Half a sentence" };
const NO_DRAFT = { code: "conflict", reason: "no-draft" };
const draftsOf = async ({ id }: PersonActor) =>
  (await portal.owner.query("select id from exemption_draft where employee_id = $1", [id])).rows;

describe("what is saved late", () => {
  test("on a draft that was sent or thrown away is refused, and makes no draft", async () => {
    const { id } = await saveExemptionDraft(employee, TYPED);
    expect(await portal.apply(employee, "bandwidth")).toBe(id);
    const sent = await portal.rowsOf(id);
    await expect(saveExemptionDraft(employee, TYPED, id)).rejects.toMatchObject(NO_DRAFT);
    expect(await draftsOf(employee)).toEqual([]);
    expect(await portal.rowsOf(id)).toBe(sent);
    await withdrawRequest(employee, id, "request");

    const thrown = await saveExemptionDraft(employee, TYPED);
    await discardExemptionDraft(employee);
    await expect(saveExemptionDraft(employee, TYPED, thrown.id)).rejects.toMatchObject(NO_DRAFT);
    expect(await draftsOf(employee)).toEqual([]);
  });

  test("while the draft is being sent waits for it, is refused, and makes no draft", async () => {
    const { id } = await saveExemptionDraft(employee, TYPED);
    const sending = await portal.owner.connect();
    await sending.query("begin");
    await sending.query("delete from exemption_draft where id = $1", [id]);
    const saved = Promise.allSettled([saveExemptionDraft(employee, TYPED, id)]);
    await portal.someoneWaits();
    await sending.query("commit");
    sending.release();
    expect(await saved).toMatchObject([{ status: "rejected", reason: NO_DRAFT }]);
    expect(await draftsOf(employee)).toEqual([]);
  });

  test("does not overwrite the draft that came after it, nor another's", async () => {
    const { id: old } = await saveExemptionDraft(employee, TYPED);
    await discardExemptionDraft(employee);
    const next = { ...TYPED, words: "Another request" };
    const { id } = await saveExemptionDraft(employee, next);
    for (const other of [old, randomUUID(), "no id"])
      await expect(saveExemptionDraft(employee, TYPED, other)).rejects.toMatchObject(NO_DRAFT);
    expect((await getDraft(employee)).saved).toMatchObject({ id, form: next });
    await expect(saveExemptionDraft(colleague, TYPED, id)).rejects.toMatchObject(NO_DRAFT);
    expect(await draftsOf(colleague)).toEqual([]);
  });
});

async function grant(over: Partial<Scope> = {}): Promise<string> {
  const id = await portal.apply(employee, "bandwidth", over);
  await portal.decide(manager, id);
  return id;
}
const renew = (requestId: string, replaces = false, who = employee) =>
  draftRenewal(who, { requestId, replaces });

describe("a renewal is not drafted", () => {
  const NOT_RENEWABLE = { code: "conflict", reason: "not-renewable" };

  test("of somebody else's exemption, also by whoever granted it", async () => {
    const id = await grant();
    await expect(renew(id, false, colleague)).rejects.toMatchObject({ code: "not_found" });
    for (const never of [randomUUID(), "no id"])
      await expect(renew(never)).rejects.toMatchObject({ code: "not_found" });
    await expect(renew(id, false, manager)).rejects.toMatchObject(NOT_RENEWABLE);
    for (const who of [colleague, manager, employee]) expect(await draftsOf(who)).toEqual([]);
  });

  test.each<[string, () => Promise<string>]>([
    ["waits for its decision", () => portal.apply(employee, "bandwidth")],
    [
      "was denied",
      async () => {
        const id = await portal.apply(employee, "bandwidth");
        await portal.decide(manager, id, { kind: "denied" });
        return id;
      },
    ],
    [
      "was given up",
      async () => {
        const id = await grant();
        await giveUpExemption(employee, id);
        return id;
      },
    ],
    [
      "is being revoked",
      async () => {
        const id = await grant();
        await revokeExemption(manager, id, "No longer needed.");
        return id;
      },
    ],
    [
      "is over",
      async () => {
        const id = await grant({ until: (await portal.now()) + DAY });
        await portal.putOn(2 * DAY);
        return id;
      },
    ],
  ])("of what %s", async (_, bring) => {
    const id = await bring();
    await expect(renew(id)).rejects.toMatchObject(NOT_RENEWABLE);
    expect(await draftsOf(employee)).toEqual([]);
    if ((await getRequest(employee, id)).state === "pending") await withdrawRequest(employee, id, "request");
  });

  test("of what is being renewed already, until that is taken back", async () => {
    const id = await grant();
    const renewal = await portal.apply(employee, "bandwidth", {}, id);
    await expect(renew(id)).rejects.toMatchObject(NOT_RENEWABLE);
    expect(await draftsOf(employee)).toEqual([]);
    await withdrawRequest(employee, renewal, "request");
    await renew(id);
    expect((await getDraft(employee)).form.renews).toBe(id);
  });
});

describe("where there is a draft", () => {
  const photo = () =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: "#3a6" } })
      .png()
      .toBuffer();
  const filesOf = async (requestId: string) =>
    (await portal.owner.query("select from exemption_file where request_id = $1", [requestId])).rowCount;

  test.each<[string, DraftForm]>([
    ["of another request", TYPED],
    ["in which nothing is filled in yet but a file is attached", EMPTY_DRAFT],
  ])("%s, it is thrown away with its files only when that is said", async (_, form) => {
    const id = await grant();
    const { id: other } = await saveExemptionDraft(employee, form);
    await attachEvidence(employee, { requestId: other, name: "a.png", bytes: await photo() });
    const acts = await portal.actsAbout(employee.id);
    await expect(renew(id)).rejects.toMatchObject({ code: "conflict", reason: "draft-there" });
    expect((await getDraft(employee)).saved).toMatchObject({ id: other, form });
    expect(await filesOf(other)).toBe(1);
    expect(await portal.actsAbout(employee.id)).toEqual(acts);

    await renew(id, true);
    const { saved } = await getDraft(employee);
    expect(saved).toMatchObject({ form: { renews: id, words: "Because." }, files: [] });
    expect(saved?.id).not.toBe(other);
    expect(await filesOf(other)).toBe(0);
    expect((await portal.actsAbout(employee.id)).slice(acts.length)).toMatchObject([
      { kind: "exemption.renewal-drafted", objectId: id },
      { kind: "exemption.draft-discarded", objectId: other },
    ]);
  });

  test("in which there is nothing, nobody is asked", async () => {
    const id = await grant();
    await saveExemptionDraft(employee, { ...EMPTY_DRAFT, words: "  " });
    await renew(id);
    expect((await getDraft(employee)).form.renews).toBe(id);
  });

  test("of this very renewal, it stays as it was changed, also when it is pressed in many tabs", async () => {
    const id = await grant();
    await Promise.all(Array.from({ length: 5 }, () => renew(id)));
    const { saved } = await getDraft(employee);
    if (!saved) throw new Error("no draft");
    const changed = { ...saved.form, words: "Still slow." };
    await saveExemptionDraft(employee, changed, saved.id);
    await attachEvidence(employee, { requestId: saved.id, name: "a.png", bytes: await photo() });
    await renew(id, true);
    expect((await getDraft(employee)).saved).toMatchObject({ id: saved.id, form: changed });
    expect(await filesOf(saved.id)).toBe(1);
  });
});

test("what is prefilled is what was granted, not what was asked: from the day it ends, for as long, ready to be sent", async () => {
  const at = await portal.now();
  const hours: [number, number][] = [[540, 720]];
  const asked = { applications: ["terminal", "files"], categories: null, hours, until: at + 60 * DAY };
  const id = await portal.apply(employee, "power", asked);
  const part: Scope = {
    applications: ["terminal"],
    categories: ["screen"],
    devices: null,
    hours,
    from: at + 2 * DAY,
    until: at + 12 * DAY,
  };
  await portal.decide(manager, id, { kind: "narrowed", scope: part });
  await renew(id);
  const { form } = await getDraft(employee);
  const zone = employee.timeZone;
  expect(form).toEqual({
    ground: "power",
    words: "Because.",
    everything: false,
    categories: ["screen"],
    applications: ["terminal"],
    devices: null,
    hours: [["1", "09:00", "12:00"]],
    from: dayOf(zone, part.until),
    until: dayOf(zone, part.until + 10 * DAY - 1),
    renews: id,
  });
  const { application } = readDraft(form, zone, await portal.now());
  expect(application?.scope).toMatchObject({ applications: ["terminal"], categories: ["screen"], hours });
  // It begins before the old one is over, so that nothing is collected in between.
  expect(application?.scope.from).toBeLessThanOrEqual(part.until);
});
