import type { RequestView, StepView } from "../../domain/exemption/schema/request-view.ts";
import { CONFIDENTIAL, type Group } from "../../domain/exemption/schema.ts";

const WHO: Record<Group, string> = {
  manager: "the manager",
  legal: "a legal reviewer",
  hr: "a people partner",
  appeals: "who decides the appeal",
};

/** What follows from each decision, in sentences. */
export interface Consequences {
  readonly yes: string;
  readonly no: string;
  readonly silence: string;
}

/** What a yes and a no at this step do on the applicant's computers, and what happens if nobody decides. */
export function consequencesOf(request: RequestView, step: StepView): Consequences {
  return { yes: ofYes(request, step), no: ofNo(request, step), silence: ofSilence(request, step) };
}

function ofYes({ applicant, steps, scope, at }: RequestView, step: StepView): string {
  const others = steps.filter(
    (each) => each.stage === step.stage && each.isOpen && each.group !== step.group,
  );
  const starts =
    scope.from > at
      ? "from its first day"
      : "within a second where they are connected, and within two minutes where they are not";
  const done = `agents on the computers of ${applicant.name} leave out what is approved, ${starts}.`;
  if (others.length === 0) return `The ${done}`;
  const groups = new Intl.ListFormat("en-US").format(others.map(({ group }) => WHO[group]));
  return `It is granted once ${groups} has said yes as well. Then the ${done}`;
}

/** What is left out only until it is decided: what was asked for, or what was in force before. */
function heldBy({ inForce, at }: RequestView): "asked" | "later" | "before" | "beyond" | null {
  const held = inForce.filter(
    ({ kind, scope, endedAt }) => kind !== "granted" && Math.min(scope.until, endedAt ?? scope.until) > at,
  );
  if (held.length === 0) return null;
  const asked = held.filter(({ kind }) => kind !== "kept");
  if (asked.length > 0) return asked.some(({ scope }) => scope.from <= at) ? "asked" : "later";
  return held.some(({ scope }) => scope.from <= at) ? "beyond" : "before";
}

const BACK = {
  asked: "What is left out while it waits is collected again, if the person still allows it.",
  later: "Nothing is left out from its first day on.",
  before: "What was in force before then ends on its day; until you decide it is kept in force beyond it.",
  beyond: "What was in force before, and is kept beyond its day until you decide, is collected again.",
};

function ofNo(request: RequestView, { stage }: StepView): string {
  const held = heldBy(request);
  const back = held ? BACK[held] : "Collection goes on as it does now.";
  return stage === "appeal"
    ? `Your decision is final. ${back}`
    : `One no settles the request. ${back} The applicant may appeal within 30 days to people outside the reporting line.`;
}

const WHILE = {
  asked: "It is left out while it waits. ",
  later: "It is left out from its first day on, while it waits. ",
  before: "What was in force before stays in force while it waits. ",
  beyond: "What was in force before stays in force while it waits. ",
};

function ofSilence(request: RequestView, { phase, question, group, judges }: StepView): string {
  const held = heldBy(request);
  const meanwhile = held ? WHILE[held] : "Collection goes on while it waits. ";
  if (phase === "overdue")
    return "Nobody decided in time, so it is left out until somebody decides. Silence does not count against the applicant.";
  if (question)
    return `${meanwhile}The clock stands still until the applicant answers, and then begins anew.`;
  const granted = "it is granted until somebody decides. Silence does not count against the applicant.";
  if (phase === "escalated")
    return `${meanwhile}${judges.some(({ kind }) => kind === "escalated") ? "It went to others already." : "There is nobody else who could be asked."} If nobody decides by then, ${granted}`;
  const others = CONFIDENTIAL.includes(request.ground)
    ? "to the other people partners and to legal"
    : `up the line of ${group === "manager" ? request.applicant.name : "those who are asked"}`;
  return `${meanwhile}If nobody decides by then, it goes ${others} for as long again; after that ${granted}`;
}
