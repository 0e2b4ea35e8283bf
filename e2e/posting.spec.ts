import AxeBuilder from "@axe-core/playwright";
import sharp from "sharp";
import { expect, sessionCookie, test } from "./actors.ts";
import { only } from "./portal.ts";

// What hangs at a workplace: recorded, looked at, photographed and taken down, by legal in a browser.

// A refused file is an answer of 422, of which the browser's console tells.
test.use({ mayComplain: true });

const MILL = "/postings/teapot-mill";

const photo = () =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: "#3a6" } })
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 31/1 0/1" } })
    .jpeg()
    .toBuffer();

test("a posting is recorded, photographed, inspected and taken down, and the gaps follow", async ({
  portal,
  browserOf,
}) => {
  const page = await (await browserOf(await portal.person("legal"))).newPage();
  await page.goto("/postings");
  await expect(page.getByRole("heading", { name: "Postings", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "/posted/US-CT" })).toBeVisible();
  await page.getByRole("link", { name: "Teapot Mill" }).click();
  await expect(page).toHaveTitle(/^Postings at Teapot Mill/);
  const now = page.getByRole("region", { name: "Now" });
  await expect(now.getByText("Not posted")).toBeVisible();
  await expect(page.getByText("It goes on")).toBeVisible();

  await page.getByRole("button", { name: "Record the posting" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: /where in the workplace/ })).toBeVisible();
  await page.getByLabel("Where in the workplace").fill("Entrance hall");
  await page.getByLabel("Who put it up").fill("Basil Thimblewick");
  await page.getByRole("button", { name: "Record the posting" }).click();
  await expect(now.getByText("Posted", { exact: true })).toBeVisible();
  await expect(page.getByText("It goes on")).toHaveCount(0);

  await page.getByText("Attach a photo or a file").click();
  const attach = async (name: string, mimeType: string, buffer: Buffer) => {
    await page.getByLabel("Photo or file").setInputFiles({ name, mimeType, buffer });
    await page.getByRole("button", { name: "Attach it" }).click();
  };
  const alert = page.getByRole("main").getByRole("alert");
  await attach("photo.jpg", "image/jpeg", Buffer.from("<svg onload='alert(1)'></svg>"));
  await expect(alert).toContainText("SVG drawing, which can carry scripts");
  await attach("photo.jpg", "image/jpeg", Buffer.alloc(10_000_001, 0xff));
  await expect(alert).toContainText("over 10 MB");
  expect(await portal.sql("select from posting_file")).toHaveLength(0);
  await attach("a script.txt", "text/plain", await photo());
  await expect(page.getByRole("link", { name: /Photo \(JPEG\)/ })).toBeVisible();

  await page.getByText("Record an inspection").click();
  const remark = page.getByLabel("What you saw");
  await remark.fill("x".repeat(501));
  await page.getByRole("button", { name: "It hangs in place" }).click();
  await expect(remark).toBeFocused();
  await remark.fill("A little faded");
  await page.getByRole("button", { name: "It hangs in place" }).click();
  await expect(page.getByRole("region", { name: "Inspections, newest first" })).toContainText(
    "A little faded",
  );
  await expect(remark, "it is not said again of the next look").toHaveValue("");
  await page.getByRole("button", { name: "It does not" }).click();
  await expect(now.getByText("Not posted")).toBeVisible();
  await expect(page.getByText("It goes on")).toBeVisible();

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of ["/postings", MILL]) {
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect
        .soft(
          violations.map(({ id }) => id),
          `${path}, ${colorScheme}`,
        )
        .toEqual([]);
    }
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const overhang = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overhang).toBe(0);
});

test("a photo comes back to legal alone, to be kept and not opened, without the place where it was taken", async ({
  portal,
  person,
  playwright,
}) => {
  const legal = await portal.person("legal");
  const notice = only(
    await portal.sql<{ id: string }>("select id from notice where jurisdiction = 'US' and version = 1"),
  );
  const posting = "00000000-0000-7000-8000-000000000001";
  await portal.arrange({
    text: `insert into posting (id, workplace_id, notice_id, place, put_up_by, recorded_by)
      values ($1, 'teapot-mill', $2, 'Canteen', 'Basil', $3)`,
    values: [posting, notice.id, legal.id],
  });
  const callingAs = async (who: typeof legal, from = "same-origin") => {
    const { name, value } = await sessionCookie(portal, who);
    return playwright.request.newContext({
      baseURL: portal.url,
      extraHTTPHeaders: { cookie: `${name}=${value}`, "sec-fetch-site": from },
    });
  };
  const address = `${MILL}/files?posting=${posting}`;
  const data = await photo();
  const send = async (as: Awaited<ReturnType<typeof callingAs>>) =>
    (await as.post(address, { data })).status();
  expect(await send(await callingAs(person))).toBe(404);
  expect(await send(await callingAs(legal, "cross-site"))).toBe(404);
  const mine = await callingAs(legal);
  const sent = await mine.post(address, { data });
  expect(sent.status()).toBe(201);
  const { id } = await sent.json();

  const back = await mine.get(`${MILL}/files/${id}`);
  expect(back.headers()).toMatchObject({
    "content-type": "image/jpeg",
    "content-disposition": expect.stringMatching(/^attachment;/),
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("sandbox"),
    "cache-control": "no-store",
  });
  expect((await sharp(await back.body()).metadata()).exif).toBeUndefined();
  expect((await (await callingAs(person)).get(`${MILL}/files/${id}`)).status()).toBe(404);
});
