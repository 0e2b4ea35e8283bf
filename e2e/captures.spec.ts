import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { v7 } from "uuid";
import { allowAll, expect, hearsNothing, sessionCookie, test } from "./actors.ts";
import { drawnScreen, putPicture } from "./captures.ts";
import { link } from "./devices.ts";
import type { Person, Portal } from "./portal.ts";

const GALLERY = "/my-data/captures";
const pictures = (page: Page) => page.getByRole("main").getByRole("link", { name: /^Screen picture/ });

/** Which pictures have been drawn by the browser, to their last pixel. */
const drawn = (page: Page) =>
  page
    .getByRole("main")
    .locator("img")
    .evaluateAll((all) => all.map((each) => each instanceof HTMLImageElement && each.naturalWidth));

async function ask(portal: Portal, person: Person | null, path: string): Promise<Response> {
  const cookie = person ? await sessionCookie(portal, person) : null;
  return fetch(portal.url + path, {
    redirect: "manual",
    headers: cookie ? { cookie: `${cookie.name}=${cookie.value}` } : {},
  });
}

function storedFiles({ directory }: Portal): string[] {
  return readdirSync(join(directory, "captures"), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name);
}

test("a picture appears by itself, newest first, and opens large with what it is", async ({
  page,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await page.goto(GALLERY);
  await expect(page.getByText("No pictures")).toBeVisible();
  await putPicture(device, 900, "calculator");
  await putPicture(device);
  await expect(pictures(page)).toHaveCount(2);
  await expect(pictures(page).first()).toHaveAccessibleName(/Spreadsheet/);
  await expect.poll(() => drawn(page)).toEqual([640, 640]);
  await expect(page.getByText("Only you can see it for 23 hours 59 minutes").first()).toBeVisible();
  await pictures(page).first().click();
  await expect(page.getByRole("heading", { name: "A screen picture" })).toBeVisible();
  await expect.poll(() => drawn(page)).toEqual([640]);
  for (const said of ["Test computer", "640 by 400 pixels", "Only you can see it"])
    await expect(page.getByRole("main")).toContainText(said);
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.waitForURL((url) => url.pathname === GALLERY);
  await expect(pictures(page)).toHaveCount(1);
});

test("one key deletes the picture that is focused, for good, and leads to the next", async ({
  page,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  for (const ago of [700, 500, 300]) await putPicture(device, ago);
  await page.goto(GALLERY);
  await expect(pictures(page)).toHaveCount(3);
  const names = await pictures(page).evaluateAll((all) => all.map((each) => each.getAttribute("href")));
  const before = storedFiles(portal).length;
  await pictures(page).nth(1).focus();
  await page.keyboard.press("Shift+Delete");
  await page.keyboard.press("Delete");
  await expect(pictures(page)).toHaveCount(2);
  await expect(page.locator(`a[href="${names[2]}"]`)).toBeFocused();
  await expect(page.getByRole("status")).toContainText("The picture is deleted for good.");
  await page.keyboard.press("Backspace");
  await expect(pictures(page)).toHaveCount(1);
  await expect(page.locator(`a[href="${names[0]}"]`)).toBeFocused();
  await page.getByRole("button", { name: /^Delete for good/ }).click();
  await expect(page.getByText("No pictures")).toBeVisible();
  await expect(page.getByRole("region", { name: "Your screen pictures" })).toBeFocused();
  await expect.poll(() => storedFiles(portal).length).toBe(before - 3);
});

test("deleting what is gone already says so", async ({ page, portal, person, browserOf }) => {
  await allowAll(page);
  await putPicture(await link(page, portal, "Test computer"));
  await hearsNothing(page);
  await page.goto(GALLERY);
  const other = await (await browserOf(person)).newPage();
  await other.goto(GALLERY);
  await other.getByRole("button", { name: /^Delete for good/ }).click();
  await expect(other.getByText("No pictures")).toBeVisible();
  await page.getByRole("button", { name: /^Delete for good/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "not there any more" })).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the button deletes", async ({ page, portal }) => {
    await allowAll(page);
    const device = await link(page, portal, "Test computer");
    for (const ago of [500, 300]) await putPicture(device, ago);
    await page.goto(GALLERY);
    await expect(pictures(page)).toHaveCount(2);
    await page
      .getByRole("button", { name: /^Delete for good/ })
      .first()
      .click();
    await expect(page.getByText("The picture is deleted for good.")).toBeVisible();
    await expect(pictures(page)).toHaveCount(1);
  });
});

test("nobody else's, and nothing that is no picture, can be had by any address", async ({
  page,
  portal,
  person,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const id = await putPicture(device);
  const own = await ask(portal, person, `${GALLERY}/${id}/picture`);
  expect(own.status).toBe(200);
  expect(Object.fromEntries(own.headers)).toMatchObject({
    "content-type": "image/png",
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("sandbox"),
  });
  const others = [await portal.freshEmployee(), await portal.person("manager"), await portal.person("admin")];
  for (const other of others) {
    for (const path of [`${GALLERY}/${id}/picture`, `${GALLERY}/${id}`]) {
      const { status } = await ask(portal, other, path);
      expect(status, path).toBe(404);
    }
  }
  expect((await ask(portal, null, `${GALLERY}/${id}/picture`)).status).toBe(401);
  const [file = ""] = storedFiles(portal);
  for (const trick of [
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e",
    `..%2fcaptures%2f${file}`,
    file,
    `${id}%00`,
    `${id}%2f..%2f${id}`,
    v7(),
    "x".repeat(3_000),
    "'; drop table capture; --",
  ]) {
    const { status } = await ask(portal, person, `${GALLERY}/${encodeURI(trick)}/picture`);
    expect.soft(status, trick).toBe(404);
  }
});

test("a bomb is refused unopened, and shows nowhere", async ({ page, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const bomb = await drawnScreen();
  bomb.writeUInt32BE(200_000, 16);
  bomb.writeUInt32BE(200_000, 20);
  const { status, body } = await device.putCapture(v7(), "spreadsheet", bomb);
  expect([status, body.title]).toEqual([
    422,
    "The picture is larger than 640 by 1600 pixels, so it was not opened.",
  ]);
  await page.goto(GALLERY);
  await expect(page.getByText("No pictures")).toBeVisible();
});

test.describe("a store that is gone", () => {
  test.use({ mayComplain: true });

  test("leaves the page as it is, with a sentence where the picture was; deleting works all the same", async ({
    page,
    portal,
  }) => {
    await allowAll(page);
    const device = await link(page, portal, "Test computer");
    for (const ago of [500, 300]) await putPicture(device, ago);
    const [folder, away] = [join(portal.directory, "captures"), join(portal.directory, "away")];
    renameSync(folder, away);
    writeFileSync(folder, "no folder");
    try {
      await page.goto(GALLERY);
      await expect(page.getByText("The picture cannot be reached right now.")).toHaveCount(2);
      await pictures(page).first().focus();
      await page.keyboard.press("Delete");
      await expect(pictures(page)).toHaveCount(1);
    } finally {
      renameSync(folder, `${folder}-gone`);
      renameSync(away, folder);
    }
    await page.reload();
    await expect.poll(() => drawn(page)).toEqual([640]);
  });
});
