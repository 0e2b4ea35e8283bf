import type { Role } from "../actor/schema.ts";

/**
 * Who may come where contests are answered. Which of them they see is the database's to say
 * (`answers_corrections_of`): a steward any but their own, and legal those for which there is no steward.
 */
export function mayAnswerContests(roles: readonly Role[]): boolean {
  return roles.includes("steward") || roles.includes("legal");
}
