import type { Page } from "@playwright/test";
import { openTestMailbox, type ReceivedLetter, type TestMailbox } from "../lib/test-mailbox.ts";
import { test as base, expect } from "./actors.ts";
import { only, type Person, Portal } from "./portal.ts";

/** A portal that sends letters to the demo's mail server, and at whose sign-in people can sign in. */
export const test = base.extend<object, { mailbox: TestMailbox }>({
  mailbox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here.
    async ({}, use) => {
      const mailbox = await openTestMailbox(["dist/demo-mail.mjs"]);
      await use(mailbox);
      await mailbox.close();
    },
    { scope: "worker" },
  ],
  portal: [
    async ({ mailbox }, use, { parallelIndex }) => {
      Object.assign(process.env, { SMTP_URL: mailbox.smtp, MAIL_FROM: "Sayso <sayso@larkspur.example>" });
      const portal = await Portal.open({ worker: parallelIndex, withProvider: true });
      delete process.env.SMTP_URL;
      await use(portal);
      await portal.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** The letters that came for somebody and of which `isWanted` holds, once there are at least `wanted` of them. */
export async function lettersTo(
  { mailbox, portal }: { mailbox: TestMailbox; portal: Portal },
  person: Pick<Person, "id">,
  wanted: number,
  isWanted: (letter: ReceivedLetter) => boolean = () => true,
): Promise<ReceivedLetter[]> {
  const { email } = only(
    await portal.sql<{ email: string }>("select email from person where id = $1", [person.id]),
  );
  let own: ReceivedLetter[] = [];
  const arrived = async () => {
    own = (await mailbox.received()).filter((each) => each.to === email && isWanted(each));
    return own.length;
  };
  await expect.poll(arrived, { timeout: 60_000, message: portal.log }).toBeGreaterThanOrEqual(wanted);
  return own;
}

/** Opens a letter's link in a browser where nobody is signed in, and signs this person in at the company's sign-in. */
export async function followLink(page: Page, link: string, { name }: Pick<Person, "name">): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: "Continue with company sign-in" }).click();
  await page.getByRole("searchbox").fill(name);
  await page.locator("#people").getByRole("button", { name }).click();
}
