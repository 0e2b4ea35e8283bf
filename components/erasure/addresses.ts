import type { ChoiceField } from "../../domain/erasure/rules/choice.ts";

export const DELETE = "/my-data/delete";
export const ERASE = "/my-data/erase";

/** The page that shows what would be deleted by this choice, and deletes it when that is confirmed; empty is left out. */
export function deletionAddress(choice: Partial<Record<ChoiceField, string>>): string {
  const said = Object.entries(choice).filter(([, value]) => value !== "");
  return said.length === 0 ? DELETE : `${DELETE}?${new URLSearchParams(said)}`;
}
