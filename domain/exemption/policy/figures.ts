import type { Role } from "../../actor/schema.ts";

/** Who runs the program, and so may know how it goes. The database asks the same (exemption_figures). */
const COUNTS: readonly Role[] = ["legal", "hr", "steward", "admin"];

export function mayCount(roles: readonly Role[]): boolean {
  return roles.some((each) => COUNTS.includes(each));
}
