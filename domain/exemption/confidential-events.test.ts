import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeEvents, listening, subscribe } from "../../lib/events.ts";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { attachEvidence } from "./commands/attach-file.ts";
import { answerQuestion, askApplicant, comment } from "./commands/discuss.ts";
import { appealExemption, revokeExemption } from "./commands/end.ts";
import type { Ground } from "./schema.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

// An open page that is told to look again tells its reader that something happened. Of a confidential request only
// those are told who may read it.

let portal: RequestPortal;
const heard = new Set<string>();
beforeAll(async () => {
  portal = await openRequestPortal();
  for (const [part, { id }] of Object.entries(portal.people)) subscribe(id, () => heard.add(part));
  await listening();
});
afterAll(async () => {
  await closeEvents();
  await portal.close();
});

/** Whose pages were told to look again because of `work`. */
async function toldBy(work: () => Promise<unknown>): Promise<string[]> {
  await settled();
  heard.clear();
  await work();
  // Notifications come in order: when this one is here, so are all before it.
  await settled();
  return [...heard].filter((part) => part !== "colleague").sort();
}

/** `colleague` has no part in anything here, and so hears of nothing else. */
async function settled(): Promise<void> {
  heard.delete("colleague");
  await portal.owner.query("select pg_notify('sayso', $1)", [portal.people.colleague.id]);
  await expect.poll(() => heard.has("colleague"), { timeout: 20_000 }).toBe(true);
}

const photo = () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: "#123" } })
    .png()
    .toBuffer();

/** A request's whole life, until it is granted; with its appeal where it was denied first. */
async function live(ground: Ground, group: "hr" | "manager", judge: Part): Promise<void> {
  const { employee, [judge]: judging } = portal.people;
  const requestId = await portal.apply(employee, ground);
  const step = { requestId, stage: "request", group } as const;
  await askApplicant(judging, step, "How long?");
  const { rows } = await portal.owner.query<{ id: string }>(
    "select id from exemption_message where request_id = $1 and kind = 'question'",
    [requestId],
  );
  await answerQuestion(employee, { ...step, questionId: rows[0]?.id ?? "" }, "Some weeks.");
  await comment(judging, step, "I see.");
  await attachEvidence(employee, { requestId, name: "photo.png", bytes: await photo() });
  await portal.tick(requestId);
  await portal.decide(judging, requestId, { group });
  await revokeExemption(judging, requestId, "Not any more.");
  const denied = await portal.apply(employee, ground);
  await portal.decide(judging, denied, { group, kind: "denied" });
  await appealExemption(employee, denied, "It is needed.");
}

test("from being sent to being appealed a confidential request wakes no page of the manager, nor of anybody above", async () => {
  const told = await toldBy(() => live("health", "hr", "hr"));
  expect(told).toEqual(["arbiter", "employee", "hr", "secondArbiter", "secondHr"]);
});

test("of any other the manager's page is woken, which shows that it would be heard", async () => {
  const told = await toldBy(() => live("power", "manager", "manager"));
  expect(told).toEqual(["arbiter", "employee", "manager", "secondArbiter"]);
});
