import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { contestPicture } from "../correction/commands/contest-record.ts";
import { type ExportPortal, openExportPortal } from "./test-exports.ts";

let portal: ExportPortal;
let who: PersonActor;
let device: string;
beforeAll(async () => {
  portal = await openExportPortal();
  who = await portal.someone();
  device = await portal.store(who, 1);
});
afterAll(() => portal.close());

test("pictures are in it, each as its subject sees it, and what was said of them", async () => {
  const [first, second] = [
    await portal.picture(who, device, "the first"),
    await portal.picture(who, device, "the second"),
  ];
  await contestPicture(who, { captureId: second, reason: "something-else", words: "That was my sister." });
  const made = await portal.make(who);
  expect(made.text(`captures/${first}.png`)).toBe("the first");
  expect(made.text(`captures/${second}.png`)).toBe("the second");
  const listed = made.lines("captures.jsonl").map((line) => JSON.parse(line));
  expect(listed.map(({ captureId }) => captureId).sort()).toEqual([first, second].sort());
  expect(listed[0]).toMatchObject({ deviceId: device, application: "terminal", width: 640 });
  // Where it lies is nobody's to know.
  expect(listed[0]).not.toHaveProperty("object");
  const said = made.lines("corrections.jsonl").map((line) => JSON.parse(line));
  expect(said).toMatchObject([
    { captureId: second, reason: "something-else", words: "That was my sister.", answer: null },
  ]);
});
