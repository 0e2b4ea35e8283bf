import type { RequestView, StepView } from "../../domain/exemption/schema/request-view.ts";

/** Whom the clock asked besides at this turn; often nobody. */
export function foundAt(
  { stage, group, at }: RequestView["turns"][number],
  { steps }: RequestView,
): StepView["judges"] {
  return steps
    .filter((step) => step.stage === stage && step.group === group)
    .flatMap(({ judges }) => judges.filter(({ since }) => since === at));
}
