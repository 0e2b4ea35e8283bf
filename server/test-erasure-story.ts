import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { expect } from "vitest";
import { newBatch } from "../bench/device.ts";
import { recordId } from "../domain/activity/rules/record-id.ts";
import { jobActor } from "../domain/actor/queries.ts";
import type { PersonActor } from "../domain/actor/schema.ts";
import { answerContest } from "../domain/correction/commands/answer-contest.ts";
import { contestRecord } from "../domain/correction/commands/contest-record.ts";
import { DAY, work } from "../domain/erasure/test-erasure.ts";
import { applyForExemption } from "../domain/exemption/commands/apply.ts";
import { attachEvidence } from "../domain/exemption/commands/attach-file.ts";
import { comment } from "../domain/exemption/commands/discuss.ts";
import { saveExemptionDraft } from "../domain/exemption/commands/save-draft.ts";
import { EMPTY_DRAFT } from "../domain/exemption/rules/draft.ts";
import { askForExport } from "../domain/export/commands/ask-for-export.ts";
import { makeExports } from "../domain/export/commands/make-export.ts";
import { resumePause, startPause } from "../domain/pause/commands.ts";
import { drawn, taken } from "./agent-door/test-captures.ts";
import { allow, type TestPortal } from "./agent-door/test-portal.ts";

/** What can be found again of somebody: a word in all that they write, a number in what they do. */
export interface Marks {
  readonly word: string;
  readonly pixels: number;
}

/**
 * Does everything that leaves something behind, each thing of it with their own word or number: records, a picture of
 * the screen, pauses, a request with a file, a draft, a contest that the steward answers, and an export that was made.
 * Returns the request's id.
 */
export async function live(
  portal: TestPortal,
  who: PersonActor,
  steward: PersonActor,
  { word, pixels }: Marks,
): Promise<string> {
  await allow(who);
  const device = await portal.device(who, `${word}'s laptop`);
  await sleep(1_500);
  const minute = Math.floor(Date.now() / 60_000);
  const batch = newBatch({
    segments: [work(1_200, "terminal", pixels)],
    coverage: [{ from: minute - 1, minutes: 2, label: "collected" }],
  });
  expect((await device.sync({ batches: [batch] })).results).toMatchObject([{ status: "accepted" }]);
  const outside = newBatch({ segments: [work(600, "unheard-of", pixels)] });
  expect((await device.sync({ batches: [outside] })).results).toMatchObject([{ status: "discarded" }]);
  const kept = await device.putCapture(taken(), "spreadsheet", await drawn({ width: 640, height: 400 }));
  expect(kept.body).toEqual({ status: "stored" });
  await startPause(who, { seconds: 60 });
  await resumePause(who);
  await contest(portal, who, steward, word);
  const request = await applyFor(who, word);
  await startPause(who, { seconds: 600 });
  await askForExport(who);
  await makeExports(jobActor("make-export"));
  return request;
}

async function contest(
  portal: TestPortal,
  who: PersonActor,
  steward: PersonActor,
  word: string,
): Promise<void> {
  const [record] = await portal.sql<{ deviceId: string; at: Date }>(
    `select device_id as "deviceId", started_at as at from segment where employee_id = $1`,
    [who.id],
  );
  const place = { deviceId: record?.deviceId ?? "", startedAt: record?.at.getTime() ?? 0 };
  const words = `${word} contested`;
  const { id } = await contestRecord(who, { recordId: recordId(place), reason: "somebody-else", words });
  await answerContest(steward, { contestId: id, outcome: "stands", words: `${word} answered` });
}

async function applyFor(who: PersonActor, word: string): Promise<string> {
  const { id } = await saveExemptionDraft(who, { ...EMPTY_DRAFT, words: `${word} draft` });
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  await attachEvidence(who, { requestId: id, name: `${word}.png`, bytes });
  const scope = {
    categories: null,
    applications: ["terminal"],
    devices: null,
    hours: null,
    from: Date.now() + 60_000,
    until: Date.now() + 30 * DAY,
  };
  await applyForExemption(who, { ground: "power", words: `${word} reason`, scope, renews: null });
  await comment(who, { requestId: id, stage: "request" }, `${word} comment`);
  await saveExemptionDraft(who, { ...EMPTY_DRAFT, words: `${word} next` });
  return id;
}

/** What lies in the store of a portal that keeps it in a folder. */
export function objectsOf(directory: string): Buffer[] {
  return readdirSync(join(directory, "captures"), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
}
