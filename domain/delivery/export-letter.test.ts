import { afterAll, beforeAll, expect, test } from "vitest";
import { jobActor } from "../actor/queries.ts";
import { askForExport } from "../export/commands/ask-for-export.ts";
import { makeExports } from "../export/commands/make-export.ts";
import { sendLetters } from "./commands/send-letters.ts";
import { type DeliveryPortal, openDeliveryPortal } from "./test-delivery.ts";

const job = jobActor("send-letters");
let portal: DeliveryPortal;
beforeAll(async () => {
  portal = await openDeliveryPortal();
});
afterAll(() => portal.close());

test("somebody's download is told to them when it is ready, once, by one link that says nothing", async () => {
  const { employee } = portal.people;
  const { id } = await askForExport(employee);
  await sendLetters(job);
  expect(await portal.mailbox.received(), "not before it is there").toEqual([]);
  await makeExports(jobActor("make-export"));
  await sendLetters(job);
  await makeExports(jobActor("make-export"));
  await sendLetters(job);
  const [letter, ...more] = await portal.mailbox.received();
  expect(more).toEqual([]);
  expect(letter?.to).toBe(employee.email);
  const { subject = "", text = "", html = "" } = letter ?? {};
  const link = "http://localhost:4860/my-data/export";
  expect(text.match(/\S*:\/\/\S*/g)).toEqual([link]);
  expect(html.match(/[^\s"<>]*:\/\/[^\s"<>]*/g)).toEqual([link]);
  expect(`${subject}${text}${html}`).not.toContain(id);
  expect(`${subject}${text}`).not.toMatch(/record|activity|pause|consent|everything|data(?!\/export)/i);
  expect(text).toContain(`Hello ${employee.name},`);
});
