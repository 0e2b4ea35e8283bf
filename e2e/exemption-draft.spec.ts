import { expect, test } from "./actors.ts";
import { openAlive } from "./alive.ts";
import type { Person, Portal } from "./portal.ts";

// The form of an application is kept as one types, also for whoever is gone before it could be.

interface HeldUp {
  /** Resolves once somebody waits. */
  readonly waits: () => Promise<void>;
  readonly let: () => Promise<void>;
}

/** Lets nobody write to somebody's draft until `let` is called, as a busy database would. */
async function heldUp(portal: Portal, { id }: Person): Promise<HeldUp> {
  const client = await portal.session();
  await client.query("begin");
  await client.query("select from exemption_draft where employee_id = $1 for update", [id]);
  const waiting = () =>
    portal.sql(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
  return {
    waits: () => expect.poll(async () => (await waiting()).length, { timeout: 20_000 }).toBe(1),
    let: async () => {
      await client.query("rollback");
      client.release();
    },
  };
}

test("what was typed last is there again, however soon and however one left", async ({
  portal,
  person,
  page,
}) => {
  const words = page.getByLabel("In your own words");
  await openAlive(page, "/exemptions/apply");
  await test.step("by a link, and back", async () => {
    await words.pressSequentially("One.");
    await page.getByRole("link", { name: "Your exemptions" }).last().click();
    await expect(page).toHaveURL(/\/exemptions$/);
    await page.goBack();
    await expect(words).toHaveValue("One.");
  });
  await test.step("by a reload", async () => {
    await words.press("End");
    await words.pressSequentially(" Two.");
    await page.reload();
    await expect(words).toHaveValue("One. Two.");
  });
  await test.step("by a reload, before what was typed until then is saved", async () => {
    const draft = await heldUp(portal, person);
    try {
      await words.press("End");
      await words.pressSequentially(" Three.");
      await draft.waits();
      await words.pressSequentially(" Four.");
      await page.reload();
    } finally {
      await draft.let();
    }
    await expect(words).toHaveValue("One. Two. Three. Four.");
  });
  await test.step("and what is typed next is added to it", async () => {
    await words.press("End");
    await words.pressSequentially(" Five.");
    await page.goto("/exemptions");
    await page.getByRole("link", { name: "Go on with your draft" }).click();
    await expect(words).toHaveValue("One. Two. Three. Four. Five.");
  });
});

test("what is typed before the page's scripts have come is kept, too", async ({ page }) => {
  let release: () => void = () => undefined;
  const come = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await come;
    await route.continue();
  });
  const words = page.getByLabel("In your own words");
  await page.goto("/exemptions/apply", { waitUntil: "commit" });
  await words.fill("Typed at once.");
  release();
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  await page.reload();
  await expect(words).toHaveValue("Typed at once.");
});
