import { randomUUID } from "node:crypto";
import { answerQuestion } from "./commands/discuss.ts";
import { giveUpExemption, withdrawRequest } from "./commands/end.ts";
import { DAY } from "./test-requests.ts";
import {
  APPEAL,
  appeal,
  appealed,
  asked,
  decided,
  later,
  overdue,
  pending,
  REQUEST,
  revoked,
  type Situations,
} from "./test-states.ts";

const EITHER = { comment: ["employee", "manager"], attach: ["employee"], withdraw: ["employee"] } as const;
const OVERDUE = { ...EITHER, comment: ["employee", "manager", "lead"], decide: ["manager", "lead"] } as const;
const ARBITERS = ["arbiter", "secondArbiter"] as const;
const AT_APPEAL = {
  comment: ["employee", ...ARBITERS],
  attach: ["employee"],
  withdraw: ["employee"],
  decide: ARBITERS,
} as const;
const IN_FORCE = { "give-up": ["employee"], revoke: ["manager", "legal"], renew: ["employee"] } as const;

/** Of a request on sensitive content, which legal approved: every state, and every way to it. */
export const SITUATIONS: Situations = {
  "sent and not decided": {
    state: "pending",
    bring: pending,
    may: { ...EITHER, decide: ["manager"], ask: ["manager"] },
    clock: "reminded",
  },
  "asked for more": {
    state: "asked",
    bring: async (portal) => asked(portal, await pending(portal)),
    may: { ...EITHER, decide: ["manager"], answer: ["employee"] },
    clock: "lapsed",
  },
  "answered, and waiting again": {
    state: "pending",
    bring: async (portal) => {
      const brought = await asked(portal, await pending(portal));
      await answerQuestion(portal.people.employee, brought, "For clients.");
      return brought;
    },
    may: { ...EITHER, decide: ["manager"], ask: ["manager"] },
    clock: "reminded",
  },
  "granted until decided": {
    state: "overdue",
    bring: async (portal) => overdue(portal, await pending(portal)),
    may: { ...OVERDUE, ask: ["manager", "lead"] },
    clock: "lapsed",
  },
  "asked for more when it was overdue": {
    state: "asked",
    bring: async (portal) => asked(portal, await overdue(portal, await pending(portal))),
    may: { ...OVERDUE, answer: ["employee"] },
    clock: "lapsed",
  },
  "approved for later": {
    state: "scheduled",
    bring: async (portal) => {
      const { employee, manager, legal } = portal.people;
      const at = await portal.now();
      const over = { from: at + 5 * DAY, until: at + 60 * DAY };
      const requestId = await portal.apply(employee, "sensitive-content", over);
      await portal.decide(legal, requestId, { group: "legal" });
      await portal.decide(manager, requestId);
      return { requestId, ground: "sensitive-content", ...REQUEST, questionId: randomUUID() };
    },
    may: IN_FORCE,
  },
  approved: { state: "active", bring: (portal) => decided(portal, "approved"), may: IN_FORCE },
  "approved in part": {
    state: "active",
    bring: (portal) => decided(portal, "narrowed"),
    may: { ...IN_FORCE, appeal: ["employee"] },
  },
  "approved in part, and too late to appeal": {
    state: "expired",
    bring: async (portal) => later(portal, 31, await decided(portal, "narrowed")),
    may: {},
  },
  "approved in part, and over": {
    state: "expired",
    bring: async (portal) => later(portal, 21, await decided(portal, "narrowed")),
    may: { appeal: ["employee"] },
  },
  "approved, and over": {
    state: "expired",
    bring: async (portal) => later(portal, 61, await decided(portal, "approved")),
    may: {},
  },
  "revoked, and still in force": {
    state: "revoking",
    bring: revoked,
    may: { "give-up": ["employee"], appeal: ["employee"] },
  },
  revoked: {
    state: "revoked",
    bring: async (portal) => later(portal, 8, await revoked(portal)),
    may: { appeal: ["employee"] },
  },
  denied: { state: "denied", bring: (portal) => decided(portal, "denied"), may: { appeal: ["employee"] } },
  "denied, and too late to appeal": {
    state: "denied",
    bring: async (portal) => later(portal, 31, await decided(portal, "denied")),
    may: {},
  },
  appealed: {
    state: "pending",
    bring: (portal) => appealed(portal, "denied"),
    may: { ...AT_APPEAL, ask: ARBITERS },
    seenBefore: "denied",
    clock: "reminded",
  },
  "appealed, and asked for more": {
    state: "asked",
    bring: async (portal) => asked(portal, await appealed(portal, "denied")),
    may: { ...AT_APPEAL, answer: ["employee"] },
    seenBefore: "denied",
    clock: "lapsed",
  },
  "appealed, and granted until decided": {
    state: "overdue",
    bring: async (portal) => overdue(portal, await appealed(portal, "denied")),
    may: { ...AT_APPEAL, ask: ARBITERS },
    seenBefore: "denied",
    clock: "lapsed",
  },
  "approved in part, and appealed": {
    state: "pending",
    bring: (portal) => appealed(portal, "narrowed"),
    may: { ...AT_APPEAL, ask: ARBITERS, "give-up": ["employee"] },
    seenBefore: "active",
    clock: "reminded",
  },
  "approved in part, over, and appealed": {
    state: "pending",
    bring: async (portal) => {
      const brought = await later(portal, 19, await decided(portal, "narrowed"));
      return later(portal, 2, await appeal(portal, brought));
    },
    may: { ...AT_APPEAL, ask: ARBITERS },
    seenBefore: "expired",
    clock: "reminded",
  },
  "revoked, and appealed": {
    state: "pending",
    bring: async (portal) => appeal(portal, await revoked(portal)),
    may: { ...AT_APPEAL, ask: ARBITERS, "give-up": ["employee"] },
    seenBefore: "revoking",
    clock: "reminded",
  },
  "revoked, and granted anew on appeal": {
    state: "active",
    bring: async (portal) => {
      const brought = await appeal(portal, await revoked(portal));
      await portal.decide(portal.people.arbiter, brought.requestId, APPEAL);
      // The notice of the revocation is over by now.
      return later(portal, 8, brought);
    },
    may: { "give-up": ["employee"], renew: ["employee"] },
  },
  "revoked, granted anew, and given up": {
    state: "ended",
    bring: async (portal) => {
      const brought = await appeal(portal, await revoked(portal));
      await portal.decide(portal.people.arbiter, brought.requestId, APPEAL);
      await giveUpExemption(portal.people.employee, brought.requestId);
      return brought;
    },
    may: {},
  },
  "denied on appeal": {
    state: "denied",
    bring: async (portal) => {
      const brought = await appealed(portal, "denied");
      await portal.decide(portal.people.arbiter, brought.requestId, { ...APPEAL, kind: "denied" });
      return brought;
    },
    may: {},
  },
  "approved on appeal": {
    state: "active",
    bring: async (portal) => {
      const brought = await appealed(portal, "denied");
      await portal.decide(portal.people.arbiter, brought.requestId, APPEAL);
      await portal.putOn(2_000);
      return brought;
    },
    may: { "give-up": ["employee"], renew: ["employee"] },
  },
  "approved in part, and more of it denied on appeal": {
    state: "active",
    bring: async (portal) => {
      const brought = await appealed(portal, "narrowed");
      await portal.decide(portal.people.arbiter, brought.requestId, { ...APPEAL, kind: "denied" });
      return brought;
    },
    may: IN_FORCE,
  },
  withdrawn: {
    state: "withdrawn",
    bring: async (portal) => {
      const brought = await pending(portal);
      await withdrawRequest(portal.people.employee, brought.requestId, "request");
      return brought;
    },
    may: {},
  },
  "over before it was decided": {
    state: "lapsed",
    bring: async (portal) => {
      const brought = await later(portal, 2, await pending(portal, 1));
      await portal.tick(brought.requestId);
      return brought;
    },
    may: {},
  },
  "given up": {
    state: "ended",
    bring: async (portal) => {
      const brought = await decided(portal, "narrowed");
      await giveUpExemption(portal.people.employee, brought.requestId);
      return brought;
    },
    may: {},
  },
};
