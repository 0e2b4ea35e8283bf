import type { Page } from "@playwright/test";
import { expect } from "./actors.ts";

// What tests of approvers look at, and do, on their pages.

export const record = (page: Page) => page.getByRole("button", { name: "Record the decision" });

/** What came of a form that is gone: it has the focus. */
export const done = (page: Page) => page.getByRole("main").locator("p[tabindex='-1']");

export async function isRecorded(page: Page, told = "the applicant is told"): Promise<void> {
  await expect(done(page)).toHaveText(`Your decision is recorded, and ${told}.`);
  await expect(done(page)).toBeFocused();
}
