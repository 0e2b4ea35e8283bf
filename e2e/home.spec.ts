import { allowAll, expect, test } from "./actors.ts";
import { deliver, link, WORK } from "./devices.ts";
import { tabTo } from "./keyboard.ts";

test("whoever has done nothing yet sees that nothing happens, and where to begin", async ({ page }) => {
  await page.goto("/");
  const now = page.getByRole("region", { name: "Nothing is being collected" });
  await expect(now).toContainText("No computer is linked yet");
  await expect(page.getByRole("region", { name: "You have not answered yet" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByText("Skip to")).toBeFocused();
  await tabTo(page, page.getByRole("link", { name: "Read the notice" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Before anything is collected" })).toBeVisible();
});

test("one card says what is happening now, and follows by itself", async ({ page, context, portal }) => {
  // Before an hour is full `link` waits for it.
  test.setTimeout(120_000);
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Nothing is being collected" })).toBeVisible();
  await deliver(device, "terminal", WORK);
  await expect(page.getByRole("heading", { name: "Collecting on Test computer" })).toBeVisible();

  const second = await context.newPage();
  await second.goto("/pauses");
  await second.getByRole("main").getByRole("button", { name: "5 minutes", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Nothing is being collected" })).toBeVisible();
  await second.getByRole("main").getByRole("button", { name: "Resume now" }).click();
  await second.getByRole("main").getByRole("button", { name: "5 minutes", exact: true }).waitFor();
  await device.sync({ label: "locked" });
  await expect(page.getByRole("main")).toContainText("Test computer: Locked");
  await expect(page.getByRole("region", { name: "Today on Test computer" })).toBeVisible();
});

test("all tabs of a browser share one stream", async ({ page, context }) => {
  const streams: string[] = [];
  context.on("request", (request) => {
    if (request.url().endsWith("/api/events")) streams.push(request.url());
  });
  await page.goto("/");
  await expect.poll(() => streams.length).toBe(1);
  const second = await context.newPage();
  await second.goto("/pauses");
  await second.getByRole("main").getByRole("button", { name: "5 minutes", exact: true }).click();
  await expect(page.getByRole("main").getByRole("timer")).toBeVisible();
  expect(streams).toHaveLength(1);
  // The tab that listened is closed: the other takes over.
  await page.close();
  await expect.poll(() => streams.length).toBe(2);
});

test("a tab misses nothing that changes before it can listen", async ({ page, context }) => {
  await page.goto("/pauses");
  await expect(page.getByRole("main").getByRole("button", { name: "5 minutes", exact: true })).toBeVisible();
  const second = await context.newPage();
  let load = () => {};
  const changed = new Promise<void>((resolve) => {
    load = resolve;
  });
  await second.route("**/_next/static/**/*.js", (route) => changed.then(() => route.continue()));
  await second.goto("/pauses", { waitUntil: "commit" });
  await expect(
    second.getByRole("main").getByRole("button", { name: "5 minutes", exact: true }),
  ).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "5 minutes", exact: true }).click();
  await expect(page.getByRole("main").getByRole("timer")).toBeVisible();
  load();
  await expect(second.getByRole("main").getByRole("timer")).toBeVisible();
});
