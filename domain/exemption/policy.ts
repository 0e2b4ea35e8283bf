import type { State } from "./rules/state.ts";
import type { RequestView, StepView } from "./schema/request-view.ts";

/** What can be done with a request that was sent. */
export const DEEDS = [
  "decide",
  "ask",
  "answer",
  "comment",
  "attach",
  "withdraw",
  "give-up",
  "revoke",
  "renew",
  "appeal",
] as const;
export type Deed = (typeof DEEDS)[number];

/**
 * Whom somebody is to a request: who sent it, who is asked to decide its open stage, who decided it before, or nobody.
 * One can be asked and have decided (two groups, of which the first is done): then both hold.
 */
export const PARTIES = ["applicant", "asked", "decided", "nobody"] as const;
export type Party = (typeof PARTIES)[number];

/** What the table below looks at. Times in milliseconds. */
export interface Standing {
  readonly state: State;
  /** When it was last turned down, wholly or in part, or revoked; null when it was not. */
  readonly turnedDownAt: number | null;
  readonly isAppealed: boolean;
  /** Whether something that was granted holds, or will: an appeal leaves it as it is. */
  readonly isGranted: boolean;
  /**
   * Whether the reader decided the request itself, it lasts longer than the notice of a revocation, and no appeal is
   * being decided or granted it: that is final.
   */
  readonly isRevocable: boolean;
  /** Whether a group that the reader decides for may ask the applicant for more. */
  readonly isAskable: boolean;
  /** The end of what was asked for. */
  readonly until: number;
}

const OPEN: readonly State[] = ["pending", "asked", "overdue"];
const IN_FORCE: readonly State[] = ["scheduled", "active"];
const DAY_MS = 86_400_000;
export const APPEAL_WITHIN_MS = 30 * DAY_MS;
/** Questions of one group at one stage. The database refuses a fourth. */
export const MOST_QUESTIONS = 3;

const ALLOWED: Readonly<
  Record<Deed, { readonly party: readonly Party[]; readonly states: readonly State[] }>
> = {
  decide: { party: ["asked"], states: OPEN },
  ask: { party: ["asked"], states: OPEN },
  answer: { party: ["applicant"], states: ["asked"] },
  comment: { party: ["applicant", "asked"], states: OPEN },
  attach: { party: ["applicant"], states: OPEN },
  withdraw: { party: ["applicant"], states: OPEN },
  "give-up": { party: ["applicant"], states: [...IN_FORCE, "revoking", ...OPEN] },
  revoke: { party: ["decided"], states: IN_FORCE },
  renew: { party: ["applicant"], states: IN_FORCE },
  appeal: {
    party: ["applicant"],
    states: ["denied", "scheduled", "active", "revoking", "revoked", "expired"],
  },
};

/** Whether this deed is open to this party now. What is not listed is refused, here and by the database. */
export function mayDo(deed: Deed, party: Party, standing: Standing, now: number): boolean {
  const { party: parties, states } = ALLOWED[deed];
  if (!parties.includes(party) || !states.includes(standing.state)) return false;
  if (deed === "give-up") return standing.isGranted;
  if (deed === "revoke") return standing.isRevocable;
  if (deed === "ask") return standing.isAskable;
  return deed !== "appeal" || mayAppeal(standing, now);
}

function mayAppeal({ isAppealed, turnedDownAt, until }: Standing, now: number): boolean {
  return !isAppealed && turnedDownAt !== null && now <= turnedDownAt + APPEAL_WITHIN_MS && now < until;
}

/** What the table looks at, of a request as it was read by the person with this id. */
export function standingOf(request: RequestView, personId: string): Standing {
  const { state, outcomes, ends, inForce, noticeDays, appeal, isUnderAppeal, scope, steps, at } = request;
  const turnedDown = [
    ...outcomes.filter(
      ({ stage, kind }) => stage === "request" && (kind === "denied" || kind === "narrowed"),
    ),
    ...ends.filter(({ kind }) => kind === "revoked"),
  ];
  const own = steps.filter((step) => isAskedIn(step, personId));
  return {
    state,
    turnedDownAt: turnedDown.length > 0 ? Math.max(...turnedDown.map((each) => each.at)) : null,
    isAppealed: appeal !== null || steps.some(({ stage }) => stage === "appeal"),
    isGranted: inForce.some((each) => each.kind === "granted" && endOf(each) > at),
    isRevocable:
      !isUnderAppeal &&
      inForce.some((each) => each.kind === "granted" && endOf(each) > at + noticeDays * DAY_MS) &&
      steps.some(({ stage, decision }) => stage === "request" && decision?.by.id === personId) &&
      !outcomes.some(({ stage, kind }) => stage === "appeal" && (kind === "approved" || kind === "narrowed")),
    isAskable: own.some((step) => mayAskMore(request, step)),
    until: scope.until,
  };
}

function endOf({ endedAt, scope }: RequestView["inForce"][number]): number {
  return Math.min(endedAt ?? Infinity, scope.until);
}

/** Whether the group of this step may ask the applicant for more: it waits for no answer, and has questions left. */
export function mayAskMore({ messages }: Pick<RequestView, "messages">, step: StepView): boolean {
  const { stage, group, question } = step;
  const asked = messages.filter(
    (each) => each.kind === "question" && each.stage === stage && each.group === group,
  );
  return question === null && asked.length < MOST_QUESTIONS;
}

function isAskedIn({ isOpen, judges }: StepView, personId: string): boolean {
  return isOpen && judges.some((each) => each.isAsked && each.person.id === personId);
}

/** Whom the person with this id is to it. */
export function partiesTo({ applicant, steps }: RequestView, personId: string): Party[] {
  const parties: Party[] = [];
  if (applicant.id === personId) parties.push("applicant");
  if (steps.some((step) => isAskedIn(step, personId))) parties.push("asked");
  if (steps.some(({ decision }) => decision?.by.id === personId)) parties.push("decided");
  return parties.length > 0 ? parties : ["nobody"];
}

/** All that the person with this id may do with it now. */
export function deedsOf(request: RequestView, personId: string): ReadonlySet<Deed> {
  const standing = standingOf(request, personId);
  const parties = partiesTo(request, personId);
  return new Set(DEEDS.filter((deed) => parties.some((party) => mayDo(deed, party, standing, request.at))));
}
