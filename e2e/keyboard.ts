import { expect, type Locator, type Page } from "@playwright/test";

const MOST_STOPS = 120;

/**
 * Presses Tab until the focus is on something, as people without a mouse do; fails when it never gets there.
 * A page that is still on its way is waited for: all stops of the one before are pressed through in no time.
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toHaveCount(1);
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target, "the focus never got there by Tab").toBeFocused({ timeout: 1 });
}

async function hasFocus(target: Locator): Promise<boolean> {
  return (
    (await target.count()) === 1 && (await target.evaluate((element) => element === document.activeElement))
  );
}

/** Types a day, YYYY-MM-DD, into the date field that has the focus, in the order in which Americans write it. */
export async function typeDay(page: Page, day: string): Promise<void> {
  const [year, month, date] = day.split("-");
  await page.keyboard.type(`${month}${date}${year}`);
}
