import { allowAll, expect, test } from "./actors.ts";

test("smoke", async ({ page }) => {
  await page.goto("/consent");
  await expect(page.getByRole("heading", { name: "Before anything is collected" })).toBeVisible();
  await allowAll(page);
  await expect(page.getByRole("heading", { name: "Your consent" })).toBeVisible();
});
