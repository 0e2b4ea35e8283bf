// Who may do what to a row of every table, at the database itself, as the role the portal runs as. The rows
// are about one employee ("self"); everyone else tries their hand at them. Whatever is not listed is refused.

/**
 * "self" is the employee whom the rows are about; `ingest of self` speaks for their devices, "own export" for whoever
 * makes what they asked for (docs/decisions/0027-exports.md).
 */
export type Who =
  | "nobody"
  | "self"
  | "colleague"
  | "manager"
  | "legal"
  | "hr"
  | "arbiter"
  | "engineer"
  | "steward"
  | "admin"
  | "own device"
  | "colleague's device"
  | "manager's device"
  | "legal's device"
  | "admin's device"
  | "job"
  | "own export"
  | "legal's export"
  | "admin's export"
  | "ingest of nobody"
  | "ingest of colleague"
  | "ingest of self";

const PEOPLE: Who[] = [
  "self",
  "colleague",
  "manager",
  "legal",
  "hr",
  "arbiter",
  "engineer",
  "steward",
  "admin",
];
const DEVICES: Who[] = [
  "own device",
  "colleague's device",
  "manager's device",
  "legal's device",
  "admin's device",
];
const EXPORTS: Who[] = ["own export", "legal's export", "admin's export"];
const INGESTS: Who[] = ["ingest of nobody", "ingest of colleague", "ingest of self"];
export const ANYONE_KNOWN: Who[] = [...PEOPLE, ...DEVICES, "job", ...EXPORTS, ...INGESTS];
const PRIVATE: Who[] = ["self", "own device", "own export", "ingest of self"];
const INGEST: Who[] = ["ingest of self"];

export interface Allowed {
  readonly select?: readonly Who[];
  readonly insert?: readonly Who[];
  readonly update?: readonly Who[];
  readonly delete?: readonly Who[];
}
export const VERBS = ["select", "insert", "update", "delete"] as const;
export type Verb = (typeof VERBS)[number];

const SAID: Allowed = { select: PRIVATE, insert: ["self"] };
/** What proves to legal that the law was kept; jobs serve what is due and put packs together. */
const EVIDENCE: Allowed = { select: [...PRIVATE, "legal", "job"], insert: ["self"] };
/** What decisions about everyone are made of, written by legal. */
const DECREED: Allowed = { select: ANYONE_KNOWN, insert: ["legal"] };
/** Legal's own papers. */
const LEGAL: Allowed = { select: ["legal", "job"], insert: ["legal"] };
const LEGAL_OR_IMPORT: Allowed = { select: ["legal", "job"], insert: ["legal", "job"] };
/** Of a request that the manager is asked about and of which legal decided their part; written by what follows from it. */
const PENDING: Allowed = { select: ["self", "own export", "manager", "legal"] };
/** Of one that the manager denied, and of what came after: the arbiter is asked about the appeal. */
const DENIED: Allowed = { select: ["self", "own export", "manager", "arbiter"] };
/** Of the appeal, which those of the first decision do not follow. */
const APPEALED: Allowed = { select: ["self", "own export", "arbiter"] };
const SAYS_OF_APPEAL: Who[] = ["self", "arbiter"];
const TOLD_ONCE: Allowed = { select: PRIVATE, insert: INGEST };
const TOLD: Allowed = { ...TOLD_ONCE, update: INGEST };

export const AUTHORISATION: Readonly<Record<string, Allowed>> = {
  program: { select: ANYONE_KNOWN, insert: ["job"], update: ["job"] },
  jurisdiction: { select: ANYONE_KNOWN, insert: ["legal", "job"], update: ["legal", "job"] },
  notice: { select: ANYONE_KNOWN, insert: ["legal", "job"] },
  approved_application: { select: ANYONE_KNOWN, insert: ["job"], update: ["job"] },

  person: {
    select: [...PRIVATE, "manager", "legal", "admin", "job"],
    insert: ["job"],
    update: ["self", "job"],
  },
  role_grant: {
    select: ["self", "own device", "own export", "admin", "job"],
    insert: ["job"],
    delete: ["job"],
  },
  location: { select: [...PRIVATE, "legal", "job"], insert: ["job"], update: ["job"] },
  person_state: { select: PRIVATE },

  device: { select: [...PRIVATE, "admin"], insert: ["self"] },
  device_revocation: { select: [...PRIVATE, "admin"], insert: ["self", "own device", "admin"] },
  device_token: { select: INGEST, insert: INGEST, update: INGEST },
  // For people who name the code; without it nobody (below).
  device_authorization: { select: PEOPLE },
  device_authorization_answer: { select: ["self"], insert: ["self"] },
  proof: {},

  law_proposal: LEGAL_OR_IMPORT,
  law_decision: LEGAL,
  law_confirmation: LEGAL,
  override: LEGAL,
  override_approval: LEGAL,
  override_end: LEGAL,

  notice_draft: LEGAL_OR_IMPORT,
  notice_revision: LEGAL_OR_IMPORT,
  notice_return: LEGAL,
  notice_draft_end: LEGAL,
  notice_service: { ...EVIDENCE, insert: ["self", "job"] },
  notice_sighting: EVIDENCE,
  notice_mail: { ...EVIDENCE, insert: ["job"] },
  acknowledgement: EVIDENCE,
  authorisation: EVIDENCE,
  authorisation_withdrawal: EVIDENCE,

  workplace: { select: ANYONE_KNOWN, insert: ["job"], update: ["job"] },
  posting: DECREED,
  posting_end: DECREED,
  posting_inspection: LEGAL,
  posting_file: LEGAL,

  evidence_pack: LEGAL,
  evidence_pack_progress: { ...LEGAL_OR_IMPORT, update: ["job"] },
  evidence_pack_part: { ...LEGAL, insert: ["job"], delete: ["job"] },

  consent_answer: SAID,
  consent_choice: SAID,
  application_choice: SAID,
  exemption: { select: [...PRIVATE, "manager", "legal"] },
  exemption_draft: { select: ["self", "own export"], insert: ["self"], update: ["self"], delete: ["self"] },
  exemption_request: { ...PENDING, insert: ["self"] },
  exemption_step: PENDING,
  exemption_assignee: PENDING,
  exemption_decision: { ...PENDING, insert: ["manager"] },
  exemption_outcome: { ...DENIED, insert: ["self"] },
  exemption_silence: PENDING,
  exemption_turn: PENDING,
  exemption_end: { select: ["self", "own export", "manager"], insert: ["self", "manager"] },
  exemption_appeal: { ...APPEALED, insert: ["self"] },
  exemption_message: { ...APPEALED, insert: SAYS_OF_APPEAL },
  // Deleted while it belongs to a draft.
  exemption_file: { ...PENDING, insert: ["self"], delete: ["self"] },
  word_key: { select: ["self", "own export"], insert: ["self"] },
  // Their delegate's too.
  absence: { select: ["self", "own export", "colleague"], insert: ["self"], update: ["self"] },
  letter: { select: ["job"], update: ["job"] },
  pause: { select: PRIVATE, insert: ["self", "own device"] },
  resumption: { select: PRIVATE, insert: ["self", "own device"] },

  device_contact: TOLD,
  directive_application: TOLD_ONCE,
  data_key: { select: PRIVATE, insert: ["self", "own device"] },
  batch: TOLD_ONCE,
  segment: TOLD_ONCE,
  coverage_hour: TOLD,
  activity_day: TOLD,
  discard_day: TOLD,
  usage_day: TOLD,
  // Of one that waits for an answer.
  contest: { select: ["self", "own export", "steward"], insert: ["self"] },
  contest_answer: { select: ["self", "own export", "steward"], insert: ["steward"] },
  retention_tally: { select: ["job"], delete: ["job"] },
  capture: { ...TOLD_ONCE, delete: ["self"] },
  capture_arrival: TOLD_ONCE,
  // Names of objects alone: nobody's.
  capture_removal: { select: ["job"], insert: INGESTS, update: ["job"], delete: ["job"] },

  // In a browser: no device of theirs fetches them. Whoever makes them sees that they are asked for, and none of their bytes.
  export: { select: ["self", "job"], insert: ["self"] },
  export_progress: { select: ["self", "job"], update: ["job"] },
  export_part: { select: ["self"], insert: ["job"] },
  export_end: { select: ["self", "job"], insert: ["self"] },
  erasure: { select: PRIVATE },

  act: { select: ["self", "own device", "own export"], insert: ["self"] },
};
