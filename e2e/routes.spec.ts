import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { allowAll, expect, sessionCookie, test } from "./actors.ts";
import { type Answer, CALLERS, personOf, TABLE } from "./authorisation-table.ts";
import { putPicture } from "./captures.ts";
import { deliver, link, WORK } from "./devices.ts";
import { only, type Person, type Portal } from "./portal.ts";
import { bill, sendRequest } from "./requests.ts";
import { routeOf, routesOfApp } from "./routes.ts";

// Every address there is, by everyone there is.

const NOT_FOUND = "Page not found · Sayso";
const AT_ONCE = 6;

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

/** What the owner has, for everybody else to ask for. */
async function arrangeOwn(page: Page, portal: Portal, person: Person): Promise<Record<string, string>> {
  const { id: receipt } = only(
    await portal.sql<{ id: string }>("select id from consent_answer where employee_id = $1", [person.id]),
  );
  const { id: notice } = only(
    await portal.sql<{ id: string }>(
      // Another file may have published a version more.
      "select id from notice where jurisdiction = 'US' order by version limit 1",
    ),
  );
  // Before they ask to be exempt: from then on nothing of theirs is stored.
  const device = await link(page, portal, "Test computer");
  const { results } = await deliver(device, "terminal", WORK);
  expect(results).toMatchObject([{ stored: 1 }]);
  const { started_at } = only(
    await portal.sql<{ started_at: Date }>("select started_at from segment where employee_id = $1", [
      person.id,
    ]),
  );
  const record = `${device.deviceId}.${started_at.getTime()}`;
  const request = await sendRequest(portal, person, { ground: "health" });
  return { receipt, notice, request, record, draft: await arrangeDraft(portal) };
}

/** What is sent to those routes that look at it. */
async function bodyOf(
  route: string,
  { request = "" }: Record<string, string>,
): Promise<FormData | undefined> {
  const form = new FormData();
  form.set("draftId", request);
  form.set("requestId", request);
  if (route === "POST /exemptions/draft") return form;
  if (route !== "POST /exemptions/files") return undefined;
  form.set("file", new File([new Uint8Array(await bill())], "bill.pdf", { type: "application/pdf" }));
  return form;
}

interface Got {
  readonly answer: Answer;
  /** What the browser's tab would be called. */
  readonly title: string | undefined;
  readonly text: string;
}

async function ask(
  portal: Portal,
  person: Person | null,
  route: string,
  own: Record<string, string>,
): Promise<Got> {
  const cookie = person ? await sessionCookie(portal, person) : null;
  const body = await bodyOf(route, own);
  const [method = "", path = ""] = route.replace(/\{(\w+)\}/g, (_, name) => own[name] ?? "").split(" ");
  const headers = {
    ...(cookie && { cookie: `${cookie.name}=${cookie.value}` }),
    ...(body && { "sec-fetch-site": "same-origin" }),
  };
  let response = await fetch(`${portal.url}${path}`, { method, redirect: "manual", headers, body });
  for (let to = redirectOf(response); to; to = redirectOf(response)) {
    await response.body?.cancel();
    response = await fetch(new URL(to, portal.url), { redirect: "manual", headers });
  }
  const isStream = response.headers.get("content-type")?.includes("event-stream");
  if (isStream) await response.body?.cancel();
  const text = isStream ? "" : await response.text();
  const isSignIn = response.headers.get("location")?.includes("/sign-in");
  return {
    answer: isSignIn ? "sign in" : response.status,
    title: /<title>([^<]*)/.exec(text)?.[1],
    text,
  };
}

/** Where an answer leads on to within the portal; nowhere that is the sign-in. */
function redirectOf(response: Response): string | null {
  const location = response.headers.get("location");
  return location?.includes("/sign-in") ? null : location;
}

test("every route there is, is in the table", () => {
  const routes = routesOfApp();
  expect(routes.length).toBeGreaterThan(50);
  const tried = new Set(Object.keys(TABLE).map((route) => routeOf(route, routes)));
  expect(routes.filter((route) => !tried.has(route))).toEqual([]);
});

test("every route, by every role", async ({ page, portal, person }) => {
  test.setTimeout(420_000);
  await allowAll(page);
  // Before the request, which stops collection while it waits.
  const capture = await putPicture(await link(page, portal, "Another computer"));
  const arranged = await arrangeOwn(page, portal, person);
  const { text } = await ask(portal, person, "POST /exemptions/files", arranged);
  const own = { ...arranged, file: JSON.parse(text).id, capture };
  for (const caller of CALLERS) {
    const someone = await personOf(portal, caller, person);
    const got: Record<string, Answer> = {};
    const titles = new Set<string>();
    const left = Object.keys(TABLE);
    const askOn = async () => {
      for (let route = left.shift(); route; route = left.shift()) {
        const { answer, title } = await ask(portal, someone, route, own);
        got[route] = answer;
        if (answer === 404 && title) titles.add(title);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, askOn));
    const expected = Object.fromEntries(
      Object.entries(TABLE).map(([route, answers]) => [route, answers[caller]]),
    );
    expect.soft(got, caller).toEqual(expected);
    expect.soft([...titles], `${caller}: what is not there has one title`).toEqual([NOT_FOUND]);
  }
});

test("a confidential request is answered for as one that never was", async ({ portal, person }) => {
  const there = { request: await sendRequest(portal, person, { ground: "conviction" }) };
  const never = { request: randomUUID() };
  for (const caller of ["manager", "head", "legal", "appeals", "admin", "employee"] as const) {
    const someone = await personOf(portal, caller, person);
    for (const route of [
      "GET /approvals/{request}",
      "GET /exemptions/{request}",
      "GET /exemptions/files/{request}",
      "POST /exemptions/files",
      "POST /exemptions/draft",
    ]) {
      const [one, none] = [
        await ask(portal, someone, route, there),
        await ask(portal, someone, route, never),
      ];
      const told = (got: Got) => ({ ...got, text: got.title ? "a page" : got.text });
      expect.soft(told(one), `${route}, ${caller}`).toEqual(told(none));
    }
  }
});
