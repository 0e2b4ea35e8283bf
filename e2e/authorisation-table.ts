import type { Person, Portal } from "./portal.ts";
import { managerOf } from "./requests.ts";

// Who may go where. What someone may not see does not exist for them: 404, never 403.

/** `owner` is whose the receipt and the request are; `manager` leads them, and `head` leads that one. */
export const CALLERS = [
  "signed out",
  "owner",
  "employee",
  "manager",
  "head",
  "legal",
  "hr",
  "appeals",
  "engineer",
  "steward",
  "admin",
  "held",
] as const;
export type Caller = (typeof CALLERS)[number];

/** What a caller gets: for pages `sign in` is the redirect there. */
export type Answer = number | "sign in";
type Answers = Readonly<Record<Caller, Answer>>;

export async function personOf(portal: Portal, caller: Caller, owner: Person): Promise<Person | null> {
  if (caller === "signed out") return null;
  if (caller === "owner") return owner;
  if (caller === "employee") return portal.freshEmployee();
  if (caller === "manager") return managerOf(portal, owner);
  if (caller === "head") return managerOf(portal, await managerOf(portal, owner));
  return portal.person(caller);
}

function all(answer: Answer): Answers {
  return {
    "signed out": answer,
    owner: answer,
    employee: answer,
    manager: answer,
    head: answer,
    legal: answer,
    hr: answer,
    appeals: answer,
    engineer: answer,
    steward: answer,
    admin: answer,
    held: answer,
  };
}

const EVERYONE_SIGNED_IN: Answers = { ...all(200), "signed out": "sign in" };
const LEGAL_ALONE: Answers = { ...all(404), "signed out": "sign in", legal: 200 };
/** Who runs the program, and so may count. */
const COUNTING: Answers = { ...LEGAL_ALONE, hr: 200, steward: 200, admin: 200 };
const NO_ONE: Answers = { ...all(404), "signed out": "sign in" };
const OWNER_ALONE: Answers = { ...NO_ONE, owner: 200 };
/** Routes that are no pages say that one is not signed in. */
const NO_ONE_BY_ROUTE: Answers = { ...all(404), "signed out": 401 };

/**
 * `{receipt}`, `{record}` and `{capture}` are the owner's, as `{request}` and its `{file}` are, which they applied with
 * on grounds of health;
 * `{notice}` is the federal one, `{draft}` one of its next version.
 */
export const TABLE: Readonly<Record<string, Answers>> = {
  "GET /": EVERYONE_SIGNED_IN,
  "GET /my-data": EVERYONE_SIGNED_IN,
  "GET /my-data/records": EVERYONE_SIGNED_IN,
  "GET /my-data/records/{record}": OWNER_ALONE,
  "GET /my-data/records/none": NO_ONE,
  "GET /my-data/captures": EVERYONE_SIGNED_IN,
  "GET /my-data/captures/{capture}": OWNER_ALONE,
  "GET /my-data/captures/none": NO_ONE,
  "GET /my-data/captures/{capture}/picture": { ...NO_ONE_BY_ROUTE, owner: 200 },
  "GET /my-data/captures/none/picture": NO_ONE_BY_ROUTE,
  "GET /my-data/corrections": EVERYONE_SIGNED_IN,
  // Legal answers where there is no steward who may.
  "GET /corrections": { ...NO_ONE, steward: 200, legal: 200 },
  "GET /my-data/delete": EVERYONE_SIGNED_IN,
  "GET /my-data/erase": EVERYONE_SIGNED_IN,
  "GET /pauses": EVERYONE_SIGNED_IN,
  "GET /consent": EVERYONE_SIGNED_IN,
  "GET /consent/receipts": EVERYONE_SIGNED_IN,
  "GET /consent/receipts/{receipt}": OWNER_ALONE,
  "GET /consent/receipts/{receipt}/signed": { ...NO_ONE_BY_ROUTE, owner: 200 },
  // Whoever has nothing to choose or to check yet is led to where that begins.
  "GET /consent/choices": EVERYONE_SIGNED_IN,
  "GET /notice": EVERYONE_SIGNED_IN,
  "GET /notice/none": NO_ONE,
  "GET /my-data/export": EVERYONE_SIGNED_IN,
  // Somebody's own are met in export.spec.ts.
  "GET /my-data/export/none/download": NO_ONE_BY_ROUTE,
  "GET /devices": EVERYONE_SIGNED_IN,
  "GET /devices/link": EVERYONE_SIGNED_IN,
  "GET /exemptions": EVERYONE_SIGNED_IN,
  "GET /exemptions/apply": EVERYONE_SIGNED_IN,
  "GET /exemptions/apply/check": EVERYONE_SIGNED_IN,
  "GET /exemptions/{request}": OWNER_ALONE,
  "GET /exemptions/none": NO_ONE,
  "GET /exemptions/files/{file}": { ...NO_ONE_BY_ROUTE, owner: 200, hr: 200 },
  "GET /exemptions/files/none": NO_ONE_BY_ROUTE,
  "POST /exemptions/files": { ...NO_ONE_BY_ROUTE, owner: 201 },
  // With the request's id, which is no draft of anybody's.
  "POST /exemptions/draft": { ...all(409), "signed out": 401 },
  // Anybody may be asked to stand in.
  "GET /approvals": EVERYONE_SIGNED_IN,
  "GET /approvals/decided": EVERYONE_SIGNED_IN,
  "GET /approvals/away": EVERYONE_SIGNED_IN,
  "GET /approvals/{request}": { ...NO_ONE, hr: 200 },
  "GET /approvals/none": NO_ONE,
  "GET /program/exemptions": COUNTING,
  "GET /coverage": LEGAL_ALONE,
  "GET /jurisdictions": LEGAL_ALONE,
  "GET /jurisdictions/people": LEGAL_ALONE,
  "GET /jurisdictions/question": LEGAL_ALONE,
  "GET /jurisdictions/US-NY": LEGAL_ALONE,
  "GET /jurisdictions/US-NY/edit": LEGAL_ALONE,
  "GET /jurisdictions/DE": LEGAL_ALONE,
  "GET /jurisdictions/US-ZZ": NO_ONE,
  "GET /jurisdictions/import": LEGAL_ALONE,
  "GET /notices": LEGAL_ALONE,
  "GET /notices/{notice}": LEGAL_ALONE,
  "GET /notices/{notice}/bytes": { ...NO_ONE_BY_ROUTE, legal: 200 },
  "GET /notices/drafts/new": LEGAL_ALONE,
  "GET /notices/drafts/{draft}": LEGAL_ALONE,
  // What hangs on a wall is for everyone.
  "GET /posted": all(200),
  "GET /posted/US-NY": all(200),
  "GET /posted/US-ZZ": all(404),
  "GET /postings": LEGAL_ALONE,
  "GET /postings/teapot-mill": LEGAL_ALONE,
  "GET /postings/no-such-workplace": NO_ONE,
  "POST /postings/teapot-mill/files": NO_ONE_BY_ROUTE,
  "GET /postings/teapot-mill/files/none": NO_ONE_BY_ROUTE,
  "GET /evidence": LEGAL_ALONE,
  "GET /evidence/none/download": NO_ONE_BY_ROUTE,
  "GET /keys.json": all(200),
  "GET /verify-evidence.mjs": all(200),
  "GET /no-such-page": all(404),
  "GET /sign-in": all(200),
  "GET /sign-out": all(405),
  "POST /sign-out": all("sign in"),
  "GET /healthz": all(200),
  "GET /api/auth/session": all(200),
  // Whoever signs in without having begun to is led back to the beginning.
  "POST /api/auth/signin/company": all("sign in"),
  "GET /api/events": { ...all(200), "signed out": 401 },
  // A browser's session opens nothing at the agents' door.
  "POST /api/agent/v1/sync": all(401),
  "POST /api/agent/v1/pauses": all(401),
  "POST /api/agent/v1/resumptions": all(401),
  "PUT /api/agent/v1/captures/{capture}": all(401),
  "PUT /api/agent/v1/sync": all(404),
  "PATCH /api/agent/v1/sync": all(404),
  "DELETE /api/agent/v1/sync": all(404),
  "GET /api/agent/v1/events": all(401),
  "GET /api/agent/v1/openapi.json": all(200),
};
