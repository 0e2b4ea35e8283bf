import { randomUUID } from "node:crypto";
import type { APIRequestContext, PlaywrightWorkerArgs } from "@playwright/test";
import { allowAll, expect, sessionCookie, test } from "./actors.ts";
import { deliver, link, WORK } from "./devices.ts";
import { only, type Person, type Portal } from "./portal.ts";

// Who may go where. What someone may not see does not exist for them: 404, never 403.

type Caller = "signed out" | "employee" | "manager" | "legal" | "engineer" | "steward" | "admin" | "held";
const CALLERS: Caller[] = [
  "signed out",
  "employee",
  "manager",
  "legal",
  "engineer",
  "steward",
  "admin",
  "held",
];

/** What a caller gets: for pages `sign in` is the redirect there. */
type Answer = number | "sign in";

const EVERYONE_SIGNED_IN: Record<Caller, Answer> = {
  "signed out": "sign in",
  employee: 200,
  manager: 200,
  legal: 200,
  engineer: 200,
  steward: 200,
  admin: 200,
  held: 200,
};
const LEGAL_ALONE: Record<Caller, Answer> = { ...all(404), "signed out": "sign in", legal: 200 };
/** Who runs the program, and so may count. People partners may too (domain/exemption/queries/figures.test.ts). */
const COUNTING: Record<Caller, Answer> = { ...LEGAL_ALONE, steward: 200, admin: 200 };
const NO_ONE_ELSE: Record<Caller, Answer> = { ...all(404), "signed out": "sign in" };

function all(answer: Answer): Record<Caller, Answer> {
  return {
    "signed out": answer,
    employee: answer,
    manager: answer,
    legal: answer,
    engineer: answer,
    steward: answer,
    admin: answer,
    held: answer,
  };
}

/** `{receipt}` is another employee's; `{notice}` is the federal one, `{draft}` one of its next version. */
const TABLE: Record<string, Record<Caller, Answer>> = {
  "GET /": EVERYONE_SIGNED_IN,
  "GET /activity": EVERYONE_SIGNED_IN,
  "GET /pauses": EVERYONE_SIGNED_IN,
  "GET /consent": EVERYONE_SIGNED_IN,
  "GET /consent/receipts": EVERYONE_SIGNED_IN,
  "GET /consent/receipts/{receipt}": NO_ONE_ELSE,
  "GET /consent/receipts/{receipt}/signed": { ...all(404), "signed out": 401 },
  "GET /notice": EVERYONE_SIGNED_IN,
  "GET /notice/none": NO_ONE_ELSE,
  "GET /devices": EVERYONE_SIGNED_IN,
  "GET /devices/link": EVERYONE_SIGNED_IN,
  // Anybody may be asked to stand in.
  "GET /approvals": EVERYONE_SIGNED_IN,
  "GET /approvals/decided": EVERYONE_SIGNED_IN,
  "GET /approvals/away": EVERYONE_SIGNED_IN,
  "GET /approvals/none": NO_ONE_ELSE,
  "GET /program/exemptions": COUNTING,
  "GET /coverage": LEGAL_ALONE,
  "GET /jurisdictions": LEGAL_ALONE,
  "GET /jurisdictions/people": LEGAL_ALONE,
  "GET /jurisdictions/question": LEGAL_ALONE,
  "GET /jurisdictions/US-NY": LEGAL_ALONE,
  "GET /jurisdictions/US-NY/edit": LEGAL_ALONE,
  "GET /jurisdictions/DE": LEGAL_ALONE,
  "GET /jurisdictions/US-ZZ": NO_ONE_ELSE,
  "GET /jurisdictions/import": LEGAL_ALONE,
  "GET /notices": LEGAL_ALONE,
  "GET /notices/{notice}": LEGAL_ALONE,
  "GET /notices/{notice}/bytes": { ...all(404), "signed out": 401, legal: 200 },
  "GET /notices/drafts/new": LEGAL_ALONE,
  "GET /notices/drafts/{draft}": LEGAL_ALONE,
  // What hangs on a wall is for everyone.
  "GET /posted": all(200),
  "GET /posted/US-NY": all(200),
  "GET /posted/US-ZZ": all(404),
  "GET /postings": LEGAL_ALONE,
  "GET /postings/teapot-mill": LEGAL_ALONE,
  "GET /postings/no-such-workplace": NO_ONE_ELSE,
  "POST /postings/teapot-mill/files": { ...all(404), "signed out": 401 },
  "GET /postings/teapot-mill/files/none": { ...all(404), "signed out": 401 },
  "GET /evidence": LEGAL_ALONE,
  "GET /evidence/none/download": { ...all(404), "signed out": 401 },
  "GET /keys.json": all(200),
  "GET /verify-evidence.mjs": all(200),
  "GET /no-such-page": all(404),
  "GET /sign-in": all(200),
  "GET /sign-out": all(405),
  "POST /sign-out": all("sign in"),
  "GET /healthz": all(200),
  // A browser's session opens nothing at the agents' door.
  "POST /api/agent/v1/sync": all(401),
  "POST /api/agent/v1/pauses": all(401),
  "POST /api/agent/v1/resumptions": all(401),
  "GET /api/agent/v1/events": all(401),
  "GET /api/agent/v1/openapi.json": all(200),
};

interface Calling {
  playwright: PlaywrightWorkerArgs["playwright"];
  portal: Portal;
}

async function personOf(portal: Portal, caller: Caller): Promise<Person | null> {
  if (caller === "signed out") return null;
  return caller === "employee" ? portal.freshEmployee() : portal.person(caller);
}

async function callingAs({ playwright, portal }: Calling, person: Person | null): Promise<APIRequestContext> {
  const cookie = person ? await sessionCookie(portal, person) : null;
  const extraHTTPHeaders: Record<string, string> = cookie ? { cookie: `${cookie.name}=${cookie.value}` } : {};
  return playwright.request.newContext({ baseURL: portal.url, extraHTTPHeaders });
}

async function arrangeDraft(portal: Portal): Promise<string> {
  const id = randomUUID();
  await portal.arrange(
    { text: "insert into notice_draft (id, jurisdiction, language) values ($1, 'US', 'en')", values: [id] },
    {
      text: `insert into notice_revision (draft_id, number, form, title, substance, is_ready)
        values ($1, 1, '{}', 'A draft', true, false)`,
      values: [id],
    },
  );
  return id;
}

test("every route, by every role", async ({ page, playwright, portal, person }) => {
  await allowAll(page);
  const { id: receipt } = only(
    await portal.sql<{ id: string }>("select id from consent_answer where employee_id = $1", [person.id]),
  );
  const { id: notice } = only(
    await portal.sql<{ id: string }>("select id from notice where jurisdiction = 'US'"),
  );
  const draft = await arrangeDraft(portal);
  for (const caller of CALLERS) {
    const request = await callingAs({ playwright, portal }, await personOf(portal, caller));
    const got: Record<string, Answer> = {};
    for (const route of Object.keys(TABLE)) {
      const address = route
        .replace("{receipt}", receipt)
        .replace("{notice}", notice)
        .replace("{draft}", draft);
      const [method = "", path = ""] = address.split(" ");
      const response = await request.fetch(path, { method, maxRedirects: 0, failOnStatusCode: false });
      const location = response.headers().location ?? "";
      got[route] = location.includes("/sign-in") ? "sign in" : response.status();
    }
    const expected = Object.fromEntries(
      Object.entries(TABLE).map(([route, answers]) => [route, answers[caller]]),
    );
    expect.soft(got, caller).toEqual(expected);
    await request.dispose();
  }
});

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
  playwright,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "A very particular computer");
  await deliver(device, "drawing", WORK);
  await page.goto("/activity");
  await expect(page.getByText("A very particular computer").first()).toBeVisible();
  for (const caller of CALLERS) {
    const request = await callingAs({ playwright, portal }, await personOf(portal, caller));
    for (const path of ["/", "/activity", "/devices", "/pauses", "/coverage"]) {
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
