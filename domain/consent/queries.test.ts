import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publicKeys } from "../../lib/signing.ts";
import { answerConsent, withdrawConsent } from "./commands.ts";
import { getReceipt, listReceiptPage, listReceipts } from "./queries.ts";
import { RECEIPT_TYP } from "./rules.ts";
import { type ConsentPortal, every, openConsentPortal } from "./test-consent.ts";

let portal: ConsentPortal;
let noticeHash: string;

beforeAll(async () => {
  portal = await openConsentPortal();
  ({ noticeHash } = portal);
});
afterAll(() => portal.close());

describe("receipts", () => {
  test("are signed by the portal, bound to the notice's hash, and say what was chosen", async () => {
    const actor = await portal.somebodyNew();
    const categories = { ...every("given"), screen: "refused" };
    const { receiptId } = await answerConsent(actor, { noticeHash, categories, applications: ["files"] });
    const { receipt, signed } = await getReceipt(actor, receiptId);
    const keys = createLocalJWKSet(await publicKeys());
    const { payload, protectedHeader } = await jwtVerify(signed, keys, {
      typ: RECEIPT_TYP,
      algorithms: ["EdDSA"],
    });
    expect(protectedHeader.kid).toBe("test");
    expect(payload).toEqual(receipt);
    expect(receipt.pii_processing.privacy_notice.sha256).toBe(noticeHash);
    expect(Object.fromEntries(receipt.events.map((each) => [each.pii_type, each.event_state]))).toEqual({
      pointer: "consent given",
      keyboard: "consent given",
      screen: "consent refused",
      application: "consent given",
    });
    const { rows } = await portal.owner.query("select at from consent_answer where id = $1", [receiptId]);
    expect(receipt.receipt.issued_at).toBe(rows[0].at.toISOString());
    const [header, body, signature] = signed.split(".");
    const forged = Buffer.from(JSON.stringify({ ...payload, events: [] })).toString("base64url");
    await expect(jwtVerify([header, forged, signature].join("."), keys)).rejects.toThrow("signature");
    expect(body).not.toBe(forged);
  });

  test("are kept for every answer, newest first, and shown to their owner alone", async () => {
    const actor = await portal.somebodyNew();
    const first = await answerConsent(actor, { noticeHash, categories: every("given"), applications: [] });
    const second = await withdrawConsent(actor);
    expect((await listReceipts(actor)).map((each) => each.id)).toEqual([second.receiptId, first.receiptId]);
    for (const other of [portal.people.legal, portal.people.admin, portal.people.manager]) {
      await expect(getReceipt(other, first.receiptId)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(getReceipt(actor, "none")).rejects.toMatchObject({ code: "not_found" });
  });
});

test("receipts come a page at a time", async () => {
  const actor = await portal.somebodyNew();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.unshift((await withdrawConsent(actor)).receiptId);
  const first = await listReceiptPage(actor, { limit: 2 });
  expect(first).toMatchObject({ hasEarlier: true, receipts: [{ id: ids[0] }, { id: ids[1] }] });
  const rest = await listReceiptPage(actor, { limit: 2, before: first.receipts[1]?.at });
  expect(rest).toMatchObject({ hasEarlier: false, receipts: [{ id: ids[2] }] });
  expect(await listReceipts(actor)).toEqual([...first.receipts, ...rest.receipts]);
});
