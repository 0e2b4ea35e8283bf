import type { Organisation } from "./organisation.ts";

/**
 * The same company with everyone at home in one state, Texas unless said otherwise, where the federal notice is
 * all that the law asks for: for tests and measurements of what comes after the gate.
 */
export function inOnePlace(organisation: Organisation, code = "US-TX"): Organisation {
  const people = organisation.people.map((each) => ({
    ...each,
    residence: code,
    work: code,
    workplace: null,
  }));
  return { ...organisation, people };
}
