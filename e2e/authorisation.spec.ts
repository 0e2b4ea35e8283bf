import type { APIRequestContext, PlaywrightWorkerArgs } from "@playwright/test";
import { allowAll, expect, hearsNothing, sessionCookie, test } from "./actors.ts";
import { CALLERS, personOf } from "./authorisation-table.ts";
import { deliver, link, WORK } from "./devices.ts";
import type { Person, Portal } from "./portal.ts";

interface Calling {
  playwright: PlaywrightWorkerArgs["playwright"];
  portal: Portal;
}

async function callingAs({ playwright, portal }: Calling, person: Person | null): Promise<APIRequestContext> {
  const cookie = person ? await sessionCookie(portal, person) : null;
  const extraHTTPHeaders: Record<string, string> = cookie ? { cookie: `${cookie.name}=${cookie.value}` } : {};
  return playwright.request.newContext({ baseURL: portal.url, extraHTTPHeaders });
}

test("nobody is signed out from another site", async ({ playwright, portal, person }) => {
  const request = await callingAs({ playwright, portal }, person);
  for (const [from, answer] of [
    ["cross-site", 403],
    ["same-site", 403],
    ["same-origin", 303],
  ] as const) {
    const headers = { "sec-fetch-site": from };
    const response = await request.post("/sign-out", { headers, maxRedirects: 0 });
    expect(response.status(), from).toBe(answer);
    expect(Boolean(response.headers()["set-cookie"]), from).toBe(answer === 303);
  }
  await request.dispose();
});

test("from another site no draft is kept, and nothing attached", async ({ playwright, portal, person }) => {
  const request = await callingAs({ playwright, portal }, person);
  for (const path of ["/exemptions/draft", "/exemptions/files"]) {
    for (const from of ["cross-site", "same-site", "none"]) {
      const headers = { "sec-fetch-site": from };
      const response = await request.post(path, { headers, multipart: { words: "Not theirs." } });
      expect(response.status(), `${path}, ${from}`).toBe(404);
    }
  }
  expect(await portal.sql("select from exemption_draft where employee_id = $1", [person.id])).toEqual([]);
  await request.dispose();
});

test("a session that was made up, altered, or ended is none", async ({ playwright, portal, person }) => {
  const { name, value } = await sessionCookie(portal, person);
  const foreign = await sessionCookie(
    Object.assign(Object.create(portal), { secrets: { NEXTAUTH_SECRET: "another portal's" } }),
    person,
  );
  const attempts = {
    altered: `${value.slice(0, -8)}AAAAAAAA`,
    foreign: foreign.value,
    nonsense: "e30.e30.e30",
  };
  const visit = async (cookie: string) => {
    const request = await playwright.request.newContext({
      extraHTTPHeaders: { cookie: `${name}=${cookie}` },
    });
    const answer = await request.get(`${portal.url}/api/events`, { failOnStatusCode: false });
    return answer.status();
  };
  for (const [what, cookie] of Object.entries(attempts)) expect(await visit(cookie), what).toBe(401);
  await portal.arrange({
    text: "update person set session_epoch = session_epoch + 1 where id = $1",
    values: [person.id],
  });
  expect(await visit(value), "ended").toBe(401);
});

test("every answer carries the headers that protect it", async ({ playwright, portal, person }) => {
  const request = await callingAs({ playwright, portal }, person);
  for (const path of ["/", "/sign-in", "/no-such-page", "/icon.svg", "/consent/receipts/nothing/signed"]) {
    const headers = (await request.get(path, { failOnStatusCode: false })).headers();
    expect.soft(headers, path).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "content-security-policy": expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    });
    expect.soft(headers["content-security-policy"], path).not.toMatch(/unsafe|\*/);
    expect.soft(headers, path).not.toHaveProperty("x-powered-by");
  }
  const first = (await request.get("/")).headers()["content-security-policy"];
  expect((await request.get("/")).headers()["content-security-policy"], "a nonce is used once").not.toBe(
    first,
  );
});

test("a form that names another's computer changes nothing", async ({ page, browserOf, portal, person }) => {
  const other = await portal.freshEmployee();
  const theirs = await (await browserOf(other)).newPage();
  const target = await link(theirs, portal, "Not yours");
  // Reading again would put the page's own computer back into the form.
  await hearsNothing(page);
  await link(page, portal, "Mine");
  await page.getByRole("button", { name: "Unlink", exact: true }).click();
  const field = page.getByRole("alertdialog").locator('input[name="deviceId"]');
  await field.evaluate((element: HTMLInputElement, id) => {
    element.value = id;
  }, target.deviceId);
  await page.getByRole("button", { name: "Unlink it" }).click();
  await expect(page.getByRole("alertdialog").getByRole("alert")).toBeVisible();
  expect(
    await portal.sql("select from device_revocation where employee_id in ($1, $2)", [person.id, other.id]),
  ).toEqual([]);
});

test("one person's records are on no one else's page, whatever their part", async ({
  page,
  person,
  playwright,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "A very particular computer");
  await deliver(device, "drawing", WORK);
  await page.goto("/my-data");
  await expect(page.getByText("A very particular computer").first()).toBeVisible();
  for (const caller of CALLERS.filter((each) => each !== "owner")) {
    const request = await callingAs({ playwright, portal }, await personOf(portal, caller, person));
    for (const path of ["/", "/my-data", "/my-data/records", "/devices", "/pauses", "/coverage"]) {
      const text = await (await request.get(path, { failOnStatusCode: false })).text();
      expect.soft(text, `${path} as ${caller}`).not.toContain("A very particular computer");
      expect.soft(text, `${path} as ${caller}`).not.toContain(device.deviceId);
    }
    await request.dispose();
  }
});

test("a stream hears of its own person alone, and only that something changed", async ({
  browserOf,
  person,
  portal,
}) => {
  const other = await portal.freshEmployee();
  const { name, value } = await sessionCookie(portal, person);
  const leaving = new AbortController();
  const stream = await fetch(`${portal.url}/api/events`, {
    headers: { cookie: `${name}=${value}` },
    signal: leaving.signal,
  });
  expect(stream.headers.get("cache-control")).toContain("no-cache");
  let heard = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const part of stream.body ?? []) heard += decoder.decode(part);
  })().catch(() => undefined);
  await expect.poll(() => heard).toContain("retry:");

  const pauseAs = async (who: Person) => {
    const page = await (await browserOf(who)).newPage();
    await page.goto("/pauses");
    await page.getByRole("main").getByRole("button", { name: "5 minutes", exact: true }).click();
    await expect(page.getByRole("main").getByRole("timer")).toBeVisible();
  };
  await pauseAs(other);
  expect(heard).not.toContain("come");
  await pauseAs(person);
  await expect.poll(() => heard).toContain("event: come\ndata: \n\n");
  expect(heard.replaceAll(/retry: \d+|event: come|data: |: beat|\n/g, ""), "nothing but the call").toBe("");
  leaving.abort();
  await reading;
});
