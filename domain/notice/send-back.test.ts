import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { approveDraft } from "./commands/approve-draft.ts";
import { discardDraft } from "./commands/discard-draft.ts";
import { sendBackDraft } from "./commands/send-back-draft.ts";
import { getDraft } from "./queries/get-draft.ts";
import { openDraftPortal } from "./test-drafts.ts";

const portal = await openDraftPortal();
const { legal, secondLegal, lineOf, begun, save, refused } = portal;
afterAll(() => portal.close());

const REASON = "The screen is kept too long.\nSay why, or keep it for less.";

/** A draft of `legal`'s that waits for approval, with its second revision. */
async function waiting(place?: string): Promise<string> {
  const draftId = await begun(place);
  await save(draftId);
  return draftId;
}

const sendBack = (draftId: string, revision = 2, reason: unknown = REASON, actor = secondLegal) =>
  sendBackDraft(actor, { draftId, revision, reason });
const approve = (draftId: string, revision = 2) => approveDraft(secondLegal, { draftId, revision });

test("what is sent back waits for its writers, who read why; the next revision can be approved", async () => {
  const draftId = await waiting("US-VT");
  await sendBack(draftId, 2, `  ${REASON} `);
  const { rows } = await portal.owner.query(
    "select number, returned_by, reason from notice_return where draft_id = $1",
    [draftId],
  );
  expect(rows).toEqual([{ number: 2, returned_by: secondLegal.id, reason: REASON }]);
  const { rows: acts } = await portal.owner.query(
    "select kind, actor_id, details from act where object_id = $1 order by seq desc limit 1",
    [draftId],
  );
  expect(acts).toEqual([
    { kind: "notice-draft.sent-back", actor_id: secondLegal.id, details: { revision: 2 } },
  ]);
  const returns = [{ revision: 2, by: secondLegal.name, at: expect.any(Date), reason: REASON }];
  expect(await getDraft(legal, draftId)).toMatchObject({ isSentBack: true, returns });
  expect(await getDraft(secondLegal, draftId)).toMatchObject({ mayApprove: false });
  expect((await lineOf("US-VT"))?.drafts).toMatchObject([{ isSentBack: true, waitsForYou: false }]);
  await refused(() => approve(draftId), { code: "conflict", reason: "sent-back" });

  await save(draftId, { basedOn: 2, isReady: false });
  await refused(() => approve(draftId, 3), { reason: "not-put-forward" });
  await save(draftId, { basedOn: 3 });
  expect(await getDraft(secondLegal, draftId)).toMatchObject({
    isSentBack: false,
    returns,
    mayApprove: true,
  });
  await sendBack(draftId, 4, "Once more.");
  expect((await getDraft(legal, draftId)).returns.map(({ revision }) => revision)).toEqual([4, 2]);
  await save(draftId, { basedOn: 4 });
  await expect(approve(draftId, 5)).resolves.toBeDefined();
});

test("is for legal alone, and for nobody who wrote any of it", async () => {
  const draftId = await waiting();
  await refused(() => sendBack(draftId, 2, REASON, legal), { code: "forbidden", reason: "own-draft" });
  for (const actor of [portal.people.employee, portal.people.head, portal.people.admin])
    await refused(async () => sendBack(draftId, 2, REASON, actor), { code: "forbidden" });
  await save(draftId, { basedOn: 2 }, secondLegal);
  await refused(() => sendBack(draftId, 3), { reason: "own-draft" });
});

test("is of what waits: the last revision, put forward, not sent back yet, of an open draft", async () => {
  const draftId = await begun();
  await refused(() => sendBack(draftId, 1), { reason: "not-put-forward" });
  await save(draftId);
  for (const revision of [1, 3, Number.NaN])
    await refused(() => sendBack(draftId, revision), { reason: "saved-meanwhile" });
  await sendBack(draftId);
  await refused(() => sendBack(draftId), { reason: "sent-back" });
  await discardDraft(legal, { draftId });
  await refused(() => sendBack(draftId), { reason: "discarded" });
  for (const unknown of [randomUUID(), "", "1 or 1=1"])
    await refused(() => sendBack(unknown), { code: "not_found" });
});

test.each<[string, unknown]>([
  ["no words", ""],
  ["spaces", " \n\t "],
  ["no text at all", null],
  ["a file", new File(["x"], "x")],
  ["one character too many", "x".repeat(2001)],
  ["a character that no database stores", "a\0b"],
])("refuses %s", async (_, reason) => {
  const draftId = await waiting();
  await refused(() => sendBack(draftId, 2, reason), {
    code: "invalid",
    detail: { fields: { reason: expect.any(String) } },
  });
});

test("keeps hostile words, and the longest, as they are", async () => {
  for (const reason of ["x".repeat(2000), "=1+1'); -- <script>alert(1)</script> \u202eשלום é漢👩‍⚖️"]) {
    const draftId = await waiting();
    await sendBack(draftId, 2, reason);
    expect((await getDraft(legal, draftId)).returns).toMatchObject([{ reason }]);
  }
});

test.each([1, 2, 3])("races with approval, and one of the two happens (%i)", async (time) => {
  const place = ["US-ID", "US-IA", "US-KS"][time - 1];
  const draftId = await waiting(place);
  const both = [() => sendBack(draftId), () => approve(draftId)];
  const [first, second] = time === 2 ? both.reverse() : both;
  const outcomes = await Promise.allSettled([first?.(), second?.()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const lost = outcomes.find((each) => each.status === "rejected");
  const { rows } = await portal.owner.query(
    `select (select count(*)::int from notice where draft_id = $1) as published,
       (select count(*)::int from notice_return where draft_id = $1) as returned`,
    [draftId],
  );
  const isPublished = rows[0].published === 1;
  expect(rows[0]).toEqual(isPublished ? { published: 1, returned: 0 } : { published: 0, returned: 1 });
  expect(lost?.reason).toMatchObject({ code: "conflict", reason: isPublished ? "published" : "sent-back" });
});

test("races with an edit, and what is sent back is what was read", async () => {
  const draftId = await waiting();
  const [returned, saved] = await Promise.allSettled([sendBack(draftId), save(draftId, { basedOn: 2 })]);
  expect(saved.status).toBe("fulfilled");
  const { isSentBack, returns, revision } = await getDraft(legal, draftId);
  expect({ isSentBack, revision }).toEqual({ isSentBack: false, revision: 3 });
  expect(returns.map((each) => each.revision)).toEqual(returned.status === "fulfilled" ? [2] : []);
});

test("pressed twice at once sends back once", async () => {
  const draftId = await waiting();
  const both = await Promise.allSettled([sendBack(draftId), sendBack(draftId)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
