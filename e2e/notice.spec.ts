import { createHash } from "node:crypto";
import { allowAll, expect, signIn, test } from "./actors.ts";
import { only, type Portal } from "./portal.ts";
import { answers, count } from "./records.ts";

test("served, seen and acknowledged are three facts; none of them is consent", async ({
  page,
  person,
  portal,
}) => {
  const facts = async () => ({
    served: await count(portal, "notice_service", person),
    seen: await count(portal, "notice_sighting", person),
    acknowledged: await count(portal, "acknowledgement", person),
    answered: await count(portal, "consent_answer", person),
  });
  await page.setViewportSize({ width: 800, height: 500 });
  await page.goto("/consent");
  await expect(page.getByRole("heading", { name: "Before anything is collected" })).toBeVisible();
  expect(await facts()).toEqual({ served: 1, seen: 0, acknowledged: 0, answered: 0 });
  await page.getByRole("button", { name: "I was given this notice" }).scrollIntoViewIfNeeded();
  await expect.poll(facts).toEqual({ served: 1, seen: 1, acknowledged: 0, answered: 0 });
  await page.getByRole("button", { name: "I was given this notice" }).click();
  await expect(page.getByRole("heading", { name: "Your choices" })).toBeVisible();
  expect(await facts()).toEqual({ served: 1, seen: 1, acknowledged: 1, answered: 0 });
});

test("it can be put off before it is answered, and says when no more", async ({ page }) => {
  for (const left of [3, 2, 1]) {
    await page.goto("/consent");
    await page.getByRole("button", { name: `Ask me later (${left} left)` }).click();
    await expect(page.getByText("You asked to be asked later.")).toBeVisible();
  }
  await page.goto("/consent");
  await expect(page.getByRole("button", { name: "Ask me later" })).toHaveCount(0);
  await expect(page.getByText("No answer still means no.")).toBeVisible();
});

test("a new notice asks again, refuses answers to the old one, and ends what stood", async ({
  page,
  person,
  portal,
  browser,
}) => {
  await allowAll(page);
  const plain = await browser.newContext({ baseURL: portal.url, javaScriptEnabled: false });
  await signIn(plain, portal, person);
  const stale = await plain.newPage();
  await stale.goto("/consent");
  await publishAgain(portal);
  await stale.getByRole("button", { name: "Take back keyboard" }).click();
  await expect(stale.getByRole("heading", { name: "Before anything is collected" })).toBeVisible();
  expect((await answers(portal, person)).keyboard, "the old answer is as it was").toBe("given");
  await plain.close();
  // The open page follows by itself, and asks from the beginning.
  await expect(page.getByRole("button", { name: "I was given this notice" })).toBeVisible();
  await page.getByRole("button", { name: "I was given this notice" }).click();
  await page.waitForURL("**/consent/choices");
  await expect(page.getByRole("main").locator("input[type=radio]:checked")).toHaveCount(0);
});

/** The next version of the notice, changed in substance, in force at once. */
async function publishAgain(portal: Portal): Promise<void> {
  const { content, version } = only(
    await portal.sql<{ content: string; version: number }>(
      "select content, version from notice where jurisdiction = 'US' order by version desc limit 1",
    ),
  );
  const changed = content.replace("Training AI agents", "Training newer AI agents");
  const sha256 = createHash("sha256").update(changed).digest("hex");
  await portal.arrange({
    text: `insert into notice (id, jurisdiction, version, title, content, sha256, substance, effective_at)
      select gen_random_uuid(), jurisdiction, version + 1, title, $1, $2, true, sayso_now() + interval '1 millisecond'
      from notice where jurisdiction = 'US' and version = $3`,
    values: [changed, sha256, version],
  });
}
