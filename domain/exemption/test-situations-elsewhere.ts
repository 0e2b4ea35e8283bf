import { randomUUID } from "node:crypto";
import { askApplicant } from "./commands/discuss.ts";
import { withdrawRequest } from "./commands/end.ts";
import { beginAbsence, endAbsence } from "./commands/set-absence.ts";
import type { Ground, Group } from "./schema.ts";
import { DAY, type RequestPortal } from "./test-requests.ts";
import {
  APPEAL,
  appeal,
  appealed,
  type Brought,
  decided,
  overdue,
  REQUEST,
  type Situations,
} from "./test-states.ts";

/** Sent a moment ago, and seen from the step of this group. */
async function sent(portal: RequestPortal, ground: Ground, group: Group): Promise<Brought> {
  const requestId = await portal.apply(portal.people.employee, ground);
  return { requestId, ground, ...REQUEST, group, questionId: randomUUID() };
}

/** Of a confidential ground, settled by a people partner. */
async function confidential(portal: RequestPortal, kind: "approved" | "denied"): Promise<Brought> {
  const brought = await sent(portal, "health", "hr");
  await portal.decide(portal.people.hr, brought.requestId, { group: "hr", kind });
  return brought;
}

/** Their manager named a colleague, was away as it was sent, and is back. */
async function stoodInFor(portal: RequestPortal): Promise<Brought> {
  const { manager, colleague } = portal.people;
  const at = await portal.now();
  const { id } = await beginAbsence(manager, { from: at, until: at + DAY, delegateId: colleague.id });
  const brought = await sent(portal, "bandwidth", "manager");
  await endAbsence(manager, id);
  return brought;
}

/** Legal waits for an answer while the manager is asked as well. */
async function askedByLegal(portal: RequestPortal, group: Group): Promise<Brought> {
  const brought = await sent(portal, "sensitive-content", group);
  await askApplicant(portal.people.legal, { ...brought, group: "legal" }, "Which files?");
  const { rows } = await portal.owner.query<{ id: string }>(
    "select id from exemption_message where request_id = $1",
    [brought.requestId],
  );
  return { ...brought, questionId: rows[0]?.id ?? "" };
}

const LEGAL = ["legal", "secondLegal"] as const;
const PARTNERS = ["hr", "secondHr"] as const;
const ARBITERS = ["arbiter", "secondArbiter"] as const;
const OWN = { attach: ["employee"], withdraw: ["employee"] } as const;
const AT_BOTH = { ...OWN, comment: ["employee", "manager", ...LEGAL] } as const;
const ALL_ASKED = ["manager", ...LEGAL] as const;

/** Two groups at once, somebody who stands in, confidential grounds, and what comes after. */
export const SITUATIONS_ELSEWHERE: Situations = {
  "asked of two groups, at the manager's step": {
    state: "pending",
    bring: (portal) => sent(portal, "sensitive-content", "manager"),
    may: { ...AT_BOTH, decide: ["manager"], ask: ["manager"] },
    offers: { decide: ALL_ASKED, ask: ALL_ASKED },
    clock: "reminded",
  },
  "asked of two groups, at legal's step": {
    state: "pending",
    bring: (portal) => sent(portal, "sensitive-content", "legal"),
    may: { ...AT_BOTH, decide: LEGAL, ask: LEGAL },
    offers: { decide: ALL_ASKED, ask: ALL_ASKED },
    clock: "reminded",
  },
  "legal asked for more, at the manager's step": {
    state: "asked",
    bring: (portal) => askedByLegal(portal, "manager"),
    may: { ...AT_BOTH, decide: ["manager"], ask: ["manager"] },
    offers: { decide: ALL_ASKED, answer: ["employee"] },
    clock: "reminded",
  },
  "legal asked for more, at their own step": {
    state: "asked",
    bring: (portal) => askedByLegal(portal, "legal"),
    may: { ...AT_BOTH, decide: LEGAL, answer: ["employee"] },
    offers: { decide: ALL_ASKED, ask: ["manager"] },
    clock: "lapsed",
  },
  "denied by one of two groups": {
    state: "denied",
    bring: async (portal) => {
      const brought = await sent(portal, "sensitive-content", "manager");
      await portal.decide(portal.people.legal, brought.requestId, { group: "legal", kind: "denied" });
      return brought;
    },
    may: { appeal: ["employee"] },
  },
  "asked of a colleague who stands in": {
    state: "pending",
    bring: stoodInFor,
    may: { ...OWN, comment: ["employee", "colleague"], decide: ["colleague"], ask: ["colleague"] },
    clock: "reminded",
  },
  "approved by a colleague who stood in": {
    state: "active",
    bring: async (portal) => {
      const brought = await stoodInFor(portal);
      await portal.decide(portal.people.colleague, brought.requestId);
      return brought;
    },
    may: { "give-up": ["employee"], revoke: ["colleague"], renew: ["employee"] },
  },
  "approved, and its renewal waits": {
    state: "active",
    bring: async (portal) => {
      const brought = await decided(portal, "approved");
      await portal.apply(portal.people.employee, "sensitive-content", {}, brought.requestId);
      return brought;
    },
    may: { "give-up": ["employee"], revoke: ["manager", "legal"] },
    // Where there is a renewal, the page leads to it instead.
    offers: { renew: ["employee"] },
  },
  "approved in part on appeal": {
    state: "active",
    bring: async (portal) => {
      const brought = await appealed(portal, "denied");
      await portal.decide(portal.people.arbiter, brought.requestId, { ...APPEAL, kind: "narrowed" });
      await portal.putOn(2_000);
      return brought;
    },
    may: { "give-up": ["employee"], renew: ["employee"] },
  },
  "approved in part, and the appeal taken back": {
    state: "active",
    bring: async (portal) => {
      const brought = await appealed(portal, "narrowed");
      await withdrawRequest(portal.people.employee, brought.requestId, "appeal");
      return brought;
    },
    may: { "give-up": ["employee"], revoke: ["manager", "legal"], renew: ["employee"] },
  },
  confidential: {
    state: "pending",
    bring: (portal) => sent(portal, "health", "hr"),
    may: { ...OWN, comment: ["employee", ...PARTNERS], decide: PARTNERS, ask: PARTNERS },
    clock: "reminded",
  },
  "confidential, and granted until decided": {
    state: "overdue",
    bring: async (portal) => overdue(portal, await sent(portal, "health", "hr")),
    may: {
      ...OWN,
      comment: ["employee", ...PARTNERS, ...LEGAL],
      decide: [...PARTNERS, ...LEGAL],
      ask: [...PARTNERS, ...LEGAL],
    },
    clock: "lapsed",
  },
  "confidential, and approved": {
    state: "active",
    bring: (portal) => confidential(portal, "approved"),
    may: { "give-up": ["employee"], revoke: ["hr"], renew: ["employee"] },
  },
  "confidential, and denied": {
    state: "denied",
    bring: (portal) => confidential(portal, "denied"),
    may: { appeal: ["employee"] },
  },
  "confidential, and appealed": {
    state: "pending",
    bring: async (portal) => appeal(portal, await confidential(portal, "denied")),
    may: { ...OWN, comment: ["employee", ...ARBITERS], decide: ARBITERS, ask: ARBITERS },
    seenBefore: "denied",
    clock: "reminded",
  },
};
