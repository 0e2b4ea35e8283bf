import type { JudgeView, Named, RequestView, StepView } from "./request-view.ts";

// A request as it is shown, for tests of what is made of it; its times are days after 1970 began.

const DAY = 86_400_000;

export function named(name: string): Named {
  return { id: name, name, title: "", department: "" };
}

export function judge(name: string, kind: string, since: number): JudgeView {
  return { person: named(name), kind, since, isAsked: true };
}

/** Open, and asked of Ann. */
export const STEP: StepView = {
  stage: "request",
  group: "manager",
  isInPlaceOfManager: false,
  openedAt: 0,
  dueAt: 3 * DAY,
  isOpen: true,
  phase: "asked",
  judges: [judge("Ann", "routed", 0)],
  decision: null,
  question: null,
};

/** Zoe's, which waits for Ann. */
export const VIEW: RequestView = {
  id: "request",
  at: 30 * DAY,
  state: "pending",
  stage: "request",
  applicant: named("Zoe"),
  ground: "bandwidth",
  words: "Because.",
  scope: { categories: null, applications: null, devices: null, hours: null, from: 0, until: 60 * DAY },
  stopsMeanwhile: false,
  noticeDays: 7,
  renews: null,
  sentAt: 0,
  steps: [STEP],
  messages: [],
  files: [],
  outcomes: [],
  turns: [],
  ends: [],
  appeal: null,
  isUnderAppeal: false,
  inForce: [],
};
