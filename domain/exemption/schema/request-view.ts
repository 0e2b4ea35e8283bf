import type { Outcome, State } from "../rules/state.ts";
import type { Ground, Group, Scope, Stage } from "../schema.ts";

/** Somebody who has to do with a request. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
}

/** One step of a stage, and who is asked. Times in milliseconds. */
export interface StepView {
  readonly stage: Stage;
  readonly group: Group;
  /** Whether human resources were asked, because nobody was above the applicant who might decide. */
  readonly isInPlaceOfManager: boolean;
  readonly openedAt: number;
  readonly dueAt: number;
  readonly isOpen: boolean;
  readonly phase: string;
  readonly judges: readonly JudgeView[];
  readonly decision: DecisionView | null;
  /** The question that waits for the applicant, or null. */
  readonly question: MessageView | null;
}
export interface JudgeView {
  readonly person: Named;
  readonly kind: string;
  readonly since: number;
  readonly isAsked: boolean;
}
export interface DecisionView {
  readonly kind: "approved" | "narrowed" | "denied";
  readonly by: Named;
  readonly at: number;
  readonly words: string;
  readonly remedy: string;
  readonly scope: Scope | null;
}
export interface MessageView {
  readonly id: string;
  readonly kind: "comment" | "question" | "answer";
  readonly stage: Stage;
  readonly group: Group | null;
  readonly answers: string | null;
  readonly by: Named;
  readonly at: number;
  readonly words: string;
}

export interface EndView {
  readonly kind: "withdrawn" | "revoked";
  readonly by: Named;
  readonly at: number;
  readonly effectiveAt: number;
  readonly words: string;
}

/** A request as its applicant and those who decide see it: nothing about activity, pauses or consent. */
export interface RequestView {
  readonly id: string;
  readonly at: number;
  readonly state: State;
  readonly stage: Stage | null;
  readonly applicant: Named;
  readonly ground: Ground;
  readonly words: string;
  readonly scope: Scope;
  readonly stopsMeanwhile: boolean;
  /** Days between a revocation and its effect. */
  readonly noticeDays: number;
  readonly renews: string | null;
  readonly sentAt: number;
  readonly steps: readonly StepView[];
  readonly messages: readonly MessageView[];
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly at: number;
  }[];
  readonly outcomes: readonly { readonly stage: Stage; readonly kind: Outcome; readonly at: number }[];
  /** What the clock did: reminded, went up the line, granted for want of an answer, found others to ask. */
  readonly turns: readonly {
    readonly kind: string;
    readonly stage: Stage;
    readonly group: Group;
    readonly at: number;
  }[];
  /** Revocations and what its owner gave up, the latest last. */
  readonly ends: readonly EndView[];
  readonly appeal: { readonly at: number; readonly words: string | null } | null;
  /** Whether others decide an appeal now. Also those of the first decision know that, and no more of it. */
  readonly isUnderAppeal: boolean;
  /** What is, was or will be left out because of it. */
  readonly inForce: readonly {
    readonly kind: string;
    readonly scope: Scope;
    readonly at: number;
    readonly endedAt: number | null;
  }[];
}
