import type { Outcome, State } from "../../domain/exemption/rules/state.ts";
import type { Ground, Group } from "../../domain/exemption/schema.ts";

/** What a ground is called, what it is for, and who reads what is written about it. */
export const GROUND_WORDS: Record<Ground, { name: string; about: string; readers: string }> = {
  "sensitive-content": {
    name: "Sensitive content",
    about: "You handle what should not be recorded: clients' files, personal data, secrets.",
    readers: "Your manager and a legal reviewer decide, and read what you write.",
  },
  bandwidth: {
    name: "Bandwidth at home",
    about: "Your connection is slow, metered or shared.",
    readers: "Your manager decides, and reads what you write.",
  },
  power: {
    name: "Limited power",
    about: "You work from a battery, in the field or on the road.",
    readers: "Your manager decides, and reads what you write.",
  },
  health: {
    name: "Health or disability",
    about: "Confidential. You need not say more than you want to.",
    readers:
      "A people partner decides, or a legal reviewer where there is none. Your manager sees nothing of it.",
  },
  conviction: {
    name: "Religious or personal conviction",
    about: "Confidential. You need not say more than you want to.",
    readers:
      "A people partner decides, or a legal reviewer where there is none. Your manager sees nothing of it.",
  },
  other: {
    name: "Something else",
    about: "Any other reason.",
    readers: "Your manager decides, and reads what you write.",
  },
};

/** A state in a word or two. */
export const STATE_WORDS: Record<State, { name: string; tone: "plain" | "accent" | "danger" }> = {
  pending: { name: "Waits for a decision", tone: "plain" },
  asked: { name: "Waits for an answer", tone: "plain" },
  overdue: { name: "Granted until decided", tone: "accent" },
  scheduled: { name: "Granted, begins later", tone: "accent" },
  active: { name: "In force", tone: "accent" },
  revoking: { name: "Revoked, still in force", tone: "accent" },
  denied: { name: "Denied", tone: "danger" },
  withdrawn: { name: "Withdrawn", tone: "plain" },
  lapsed: { name: "Lapsed, not decided", tone: "plain" },
  expired: { name: "Expired", tone: "plain" },
  ended: { name: "Given up", tone: "plain" },
  revoked: { name: "Revoked", tone: "danger" },
};

interface Decider {
  readonly group: Group;
  /** Whether human resources decide, because nobody is above the applicant who may. */
  readonly isInPlaceOfManager: boolean;
}

/** Who decides a step. */
const GROUP_WORDS: Record<Group, string> = {
  manager: "Manager",
  legal: "Legal reviewer",
  hr: "People partner",
  appeals: "Appeals",
};

/** Who decides this step, where they stand for a manager as well. */
export function deciderInWords({ group, isInPlaceOfManager }: Decider): string {
  return isInPlaceOfManager ? "In place of a manager" : GROUP_WORDS[group];
}

/** How a stage ended. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  approved: "Approved",
  narrowed: "Approved in part",
  denied: "Denied",
  withdrawn: "Withdrawn",
  lapsed: "Lapsed, not decided",
};

/** Who reads a request once it is sent. */
export const READERS = {
  plain:
    "They can read what you write and attach, and so can whoever stands in for them or comes in their place, and whoever it goes up to if it is not decided in time. Nobody else can.",
  confidential:
    "They can read what you write and attach, and so can whoever stands in for them or comes in their place, and other people partners and legal reviewers if it is not decided in time. Nobody else can. Your manager, and everybody above you, sees neither the request nor that there is one.",
} as const;
