import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { attachEvidence } from "../exemption/commands/attach-file.ts";
import { askApplicant, comment } from "../exemption/commands/discuss.ts";
import { draftRenewal, saveExemptionDraft } from "../exemption/commands/save-draft.ts";
import { checkDraft, getDraft } from "../exemption/queries/get-draft.ts";
import { getRequest } from "../exemption/queries/get-request.ts";
import { EMPTY_DRAFT } from "../exemption/rules/draft.ts";
import { ERASED_WORDS } from "../exemption/rules/erased-words.ts";
import { openRequestPortal, type RequestPortal } from "../exemption/test-requests.ts";
import { eraseAll } from "./commands/erase-all.ts";

let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());

const erase = async () => eraseAll(employee, { word: "erase", shownAt: await portal.now() });
const ofManager = (requestId: string) => ({ requestId, stage: "request", group: "manager" }) as const;

test("a request that waits is still decided, by people who read that its words are gone", async () => {
  const id = await portal.apply(employee, "power");
  await askApplicant(manager, ofManager(id), "How long?");
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  await attachEvidence(employee, { requestId: id, name: "outlet.png", bytes });
  await erase();
  const { others, own } = ERASED_WORDS;
  const seen = await getRequest(manager, id);
  expect([seen.words, seen.messages.map(({ words }) => words), seen.files]).toEqual([others, [others], []]);
  const mine = await getRequest(employee, id);
  expect([mine.words, mine.state, mine.messages[0]?.words]).toEqual([own, seen.state, own]);

  await comment(employee, { requestId: id, stage: "request" }, "It is about my battery.");
  await portal.decide(manager, id, { kind: "denied" });
  const decided = await getRequest(employee, id);
  expect(decided.messages.map(({ words }) => words)).toEqual([own, "It is about my battery."]);
  expect(decided.steps[0]?.decision).toMatchObject({ words: "No.", remedy: "Ask again." });
  expect(await getRequest(manager, id)).toMatchObject({ words: others });
});

test("what is in force stays in force, and its renewal begins with no words", async () => {
  const id = await portal.apply(employee, "bandwidth");
  await portal.decide(manager, id);
  const inForce = () => portal.owner.query("select * from exemption where request_id = $1", [id]);
  const { rows } = await inForce();
  expect(rows.length).toBeGreaterThan(0);
  await erase();
  expect((await inForce()).rows).toEqual(rows);
  await draftRenewal(employee, { requestId: id, replaces: true });
  expect((await getDraft(employee)).form).toMatchObject({ renews: id, words: "" });
});

test("a draft is gone, and another can be begun", async () => {
  await saveExemptionDraft(employee, { ...EMPTY_DRAFT, words: "Because." });
  await erase();
  expect((await getDraft(employee)).saved).toBeNull();
  expect(await checkDraft(employee)).toBeNull();
  await saveExemptionDraft(employee, { ...EMPTY_DRAFT, words: "Anew." });
  expect((await getDraft(employee)).form.words).toBe("Anew.");
});

test("whatever is written while everything is being erased is gone, or can be read", async () => {
  const id = await portal.apply(employee, "power");
  for (let round = 0; round < 8; round++) {
    await Promise.all([
      comment(employee, { requestId: id, stage: "request" }, `before or after ${round}`),
      saveExemptionDraft(employee, { ...EMPTY_DRAFT, words: `draft ${round}` }),
      erase(),
    ]);
    const { saved } = await getDraft(employee);
    expect([undefined, `draft ${round}`]).toContain(saved?.form.words);
    const { rows } = await portal.owner.query<{ isLater: boolean }>(
      `select m.at >= (select max(at) from erasure where employee_id = $2) as "isLater" from exemption_message m
       where request_id = $1 order by at desc limit 1`,
      [id, employee.id],
    );
    const last = (await getRequest(employee, id)).messages.at(-1)?.words;
    expect(last).toBe(rows[0]?.isLater ? `before or after ${round}` : ERASED_WORDS.own);
  }
});

test("words that do not open are a fault, and no erasure, where nothing was erased", async () => {
  const { colleague } = portal.people;
  const id = await portal.apply(colleague, "power");
  const client = await portal.owner.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(
      "update exemption_request set words = set_byte(words, 20, 255 - get_byte(words, 20)) where id = $1",
      [id],
    );
  } finally {
    await client.query("reset session_replication_role");
    client.release();
  }
  await expect(getRequest(colleague, id)).rejects.toThrow(/authenticate/);
});
