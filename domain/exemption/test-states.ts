import { randomUUID } from "node:crypto";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { answerQuestion, askApplicant } from "./commands/discuss.ts";
import { appealExemption, giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import type { Deed } from "./policy.ts";
import type { State } from "./rules/state.ts";
import type { Group, Stage } from "./schema.ts";
import { DAY, type RequestPortal } from "./test-requests.ts";

/** A request of `employee` on sensitive content, brought where it is to be. */
export interface Brought {
  readonly requestId: string;
  /** The step that is open, or the one that was decided last. */
  readonly stage: Stage;
  readonly group: Group;
  /** A question that waits, or none that ever was. */
  readonly questionId: string;
}
interface Situation {
  readonly state: State;
  bring(portal: RequestPortal): Promise<Brought>;
  /** Who may do what there; whatever is not listed is refused. */
  readonly may: Partial<Readonly<Record<Deed, readonly Part[]>>>;
}

const REQUEST = { stage: "request", group: "manager" } as const;
const APPEAL = { stage: "appeal", group: "appeals" } as const;

/** Legal has said yes; the manager is asked. */
async function pending(portal: RequestPortal, until = 60): Promise<Brought> {
  const { employee, legal } = portal.people;
  const at = await portal.now();
  const requestId = await portal.apply(employee, "sensitive-content", { until: at + until * DAY });
  await portal.decide(legal, requestId, { group: "legal" });
  return { requestId, ...REQUEST, questionId: randomUUID() };
}

async function decided(portal: RequestPortal, kind: "approved" | "narrowed" | "denied"): Promise<Brought> {
  const brought = await pending(portal);
  await portal.decide(portal.people.manager, brought.requestId, { kind });
  await portal.putOn(2_000);
  return brought;
}

async function appealed(portal: RequestPortal, kind: "narrowed" | "denied"): Promise<Brought> {
  const brought = await decided(portal, kind);
  await appealExemption(portal.people.employee, brought.requestId, "It is needed.");
  return { ...brought, ...APPEAL };
}

async function asked(portal: RequestPortal, brought: Brought): Promise<Brought> {
  const { manager, arbiter } = portal.people;
  await askApplicant(brought.stage === "appeal" ? arbiter : manager, brought, "What for?");
  const { rows } = await portal.owner.query<{ id: string }>(
    "select id from exemption_message where request_id = $1 and kind = 'question' order by at desc limit 1",
    [brought.requestId],
  );
  return { ...brought, questionId: rows[0]?.id ?? "" };
}

/** Reminded, escalated, granted until decided. */
async function overdue(portal: RequestPortal, brought: Brought): Promise<Brought> {
  for (let turn = 0; turn < 3; turn++) await portal.tick(brought.requestId);
  return brought;
}

async function revoked(portal: RequestPortal): Promise<Brought> {
  const brought = await decided(portal, "approved");
  await revokeExemption(portal.people.manager, brought.requestId, "No longer needed.");
  return brought;
}

const later = async (portal: RequestPortal, days: number, brought: Brought) => {
  await portal.putOn(days * DAY);
  return brought;
};

const EITHER = { comment: ["employee", "manager"], attach: ["employee"], withdraw: ["employee"] } as const;
const AT_APPEAL = { comment: ["employee", "arbiter"], attach: ["employee"], withdraw: ["employee"] } as const;
const IN_FORCE = { "give-up": ["employee"], revoke: ["manager", "legal"], renew: ["employee"] } as const;

export const SITUATIONS: Readonly<Record<string, Situation>> = {
  "sent and not decided": {
    state: "pending",
    bring: pending,
    may: { ...EITHER, decide: ["manager"], ask: ["manager"] },
  },
  "asked for more": {
    state: "asked",
    bring: async (portal) => asked(portal, await pending(portal)),
    may: { ...EITHER, decide: ["manager"], answer: ["employee"] },
  },
  "answered, and waiting again": {
    state: "pending",
    bring: async (portal) => {
      const brought = await asked(portal, await pending(portal));
      await answerQuestion(portal.people.employee, brought, "For clients.");
      return brought;
    },
    may: { ...EITHER, decide: ["manager"], ask: ["manager"] },
  },
  "granted until decided": {
    state: "overdue",
    bring: async (portal) => overdue(portal, await pending(portal)),
    may: { ...EITHER, decide: ["manager"], ask: ["manager"] },
  },
  "asked for more when it was overdue": {
    state: "asked",
    bring: async (portal) => asked(portal, await overdue(portal, await pending(portal))),
    may: { ...EITHER, decide: ["manager"], answer: ["employee"] },
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
      return { requestId, ...REQUEST, questionId: randomUUID() };
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
    may: { ...AT_APPEAL, decide: ["arbiter"], ask: ["arbiter"] },
  },
  "appealed, and asked for more": {
    state: "asked",
    bring: async (portal) => asked(portal, await appealed(portal, "denied")),
    may: { ...AT_APPEAL, decide: ["arbiter"], answer: ["employee"] },
  },
  "appealed, and granted until decided": {
    state: "overdue",
    bring: async (portal) => overdue(portal, await appealed(portal, "denied")),
    may: { ...AT_APPEAL, decide: ["arbiter"], ask: ["arbiter"] },
  },
  "approved in part, and appealed": {
    state: "pending",
    bring: (portal) => appealed(portal, "narrowed"),
    may: { ...AT_APPEAL, decide: ["arbiter"], ask: ["arbiter"], "give-up": ["employee"] },
  },
  "approved in part, over, and appealed": {
    state: "pending",
    bring: async (portal) => {
      const brought = await later(portal, 19, await decided(portal, "narrowed"));
      await appealExemption(portal.people.employee, brought.requestId, "It is needed.");
      return later(portal, 2, { ...brought, ...APPEAL });
    },
    may: { ...AT_APPEAL, decide: ["arbiter"], ask: ["arbiter"] },
  },
  "revoked, and appealed": {
    state: "pending",
    bring: async (portal) => {
      const brought = await revoked(portal);
      await appealExemption(portal.people.employee, brought.requestId, "It is needed.");
      return { ...brought, ...APPEAL };
    },
    may: { ...AT_APPEAL, decide: ["arbiter"], ask: ["arbiter"], "give-up": ["employee"] },
  },
  "revoked, and granted anew on appeal": {
    state: "active",
    bring: async (portal) => {
      const brought = await revoked(portal);
      await appealExemption(portal.people.employee, brought.requestId, "It is needed.");
      await portal.decide(portal.people.arbiter, brought.requestId, APPEAL);
      // The notice of the revocation is over by now.
      return later(portal, 8, { ...brought, ...APPEAL });
    },
    may: { "give-up": ["employee"], renew: ["employee"] },
  },
  "revoked, granted anew, and given up": {
    state: "ended",
    bring: async (portal) => {
      const brought = await revoked(portal);
      await appealExemption(portal.people.employee, brought.requestId, "It is needed.");
      await portal.decide(portal.people.arbiter, brought.requestId, APPEAL);
      await giveUpExemption(portal.people.employee, brought.requestId);
      return { ...brought, ...APPEAL };
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
