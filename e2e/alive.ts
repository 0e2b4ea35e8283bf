import type { Page } from "@playwright/test";

/** Opens a page of somebody who is signed in, in the only tab of their browser, and waits until its scripts are at work. */
export async function openAlive(page: Page, path: string): Promise<void> {
  const isListening = page.waitForRequest("**/api/events");
  await page.goto(path);
  await isListening;
}
