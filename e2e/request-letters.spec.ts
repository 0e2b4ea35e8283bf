import type { ReceivedLetter, TestMailbox } from "../lib/test-mailbox.ts";
import { expect } from "./actors.ts";
import { followLink, lettersTo, test } from "./mailbox.ts";
import type { Person, Portal } from "./portal.ts";
import { managerOf } from "./requests.ts";

// What is done in a browser brings a letter; its one link leads, by way of the sign-in, to the page of the request.

const DAY_MS = 86_400_000;
const day = (ahead: number) => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10);

interface Post {
  readonly mailbox: TestMailbox;
  readonly portal: Portal;
}

/** The only link of the only letter to this person about this request with this subject. */
async function linkOf(post: Post, person: Person, id: string, subject: string): Promise<string> {
  const isWanted = (letter: ReceivedLetter) => letter.subject === subject && letter.text.includes(id);
  const letters = await lettersTo(post, person, 1, isWanted);
  expect(letters).toHaveLength(1);
  const links = letters[0]?.text.match(/https?:\/\/\S+/g) ?? [];
  expect(links).toHaveLength(1);
  return links[0] ?? "";
}

test("a request that is sent, and then decided, brings letters that lead to its page", async ({
  mailbox,
  portal,
  person,
  page,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  await page.goto("/exemptions/apply");
  await page.getByRole("radio", { name: /Bandwidth at home/ }).check();
  await page.getByLabel("In your own words").fill("Two megabits on a good day.");
  await page.getByRole("checkbox", { name: "Terminal" }).check();
  await page.getByLabel("Last day").fill(day(20));
  await page.getByRole("button", { name: "Check and send" }).click();
  await page.waitForURL("**/check");
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.waitForURL(/\/exemptions\/[0-9a-f-]{36}$/);
  const id = page.url().slice(-36);

  const deciding = await (await browserOf(null)).newPage();
  await test.step("the one to whoever decides leads to where it is decided", async () => {
    const link = await linkOf({ mailbox, portal }, manager, id, "A request waits for you");
    await followLink(deciding, link, manager);
    await deciding.waitForURL(`**/approvals/${id}`);
    await expect(deciding.getByText("Two megabits on a good day.")).toBeVisible();
    await deciding.getByRole("radio", { name: "Approve as asked" }).check();
    await deciding.getByRole("button", { name: "Record the decision" }).click();
    await expect(deciding.getByText("Your decision is recorded").first()).toBeVisible();
  });

  for (const subject of ["Your request was sent", "Your request was decided"])
    await test.step(`“${subject}” leads its applicant to its page`, async () => {
      const link = await linkOf({ mailbox, portal }, person, id, subject);
      const own = await (await browserOf(null)).newPage();
      await followLink(own, link, person);
      await own.waitForURL(`**/exemptions/${id}`);
      await expect(own.getByText("The request is granted.")).toBeVisible();
      await expect(own.getByText("Two megabits on a good day.")).toBeVisible();
    });
});
