import type { DutyKind, JurisdictionRow, LawBody } from "../schema.ts";
import { DUTY_NAMES } from "./words.ts";

/** What of a row can let something through that was held before. */
export type Binding = Pick<LawBody, "level" | "collectionAllowedDefault" | "requiredWording"> & {
  readonly duties: readonly { readonly kind: DutyKind }[];
};

/**
 * All that has to be evidenced where a row stands, each kind once; `law_duties` in the database says the same.
 * A row that names no duty asks for an acknowledgement wherever collection is not allowed as it is; a blocked
 * one for counsel's written override as well.
 */
export function lawDuties(body: Pick<Binding, "level" | "collectionAllowedDefault" | "duties">): DutyKind[] {
  const kinds = body.duties.map(({ kind }) => kind);
  if (kinds.length === 0 && !body.collectionAllowedDefault) kinds.push("acknowledgement");
  if (body.level === "blocked") kinds.push("override");
  return [...new Set(kinds)].sort();
}

/** Whether `after` lets through what `before` held, as `law_loosens` in the database says; null: there was no row. */
export function loosens(before: Binding | null, after: Binding): boolean {
  return whyLoosens(before, after).length > 0;
}

/** What about a change loosens, each in a sentence; nothing means that it takes effect at once. */
export function whyLoosens(before: Binding | null, after: Binding): string[] {
  if (!before) return ["There was no row for this place, and a place without a row is held."];
  const asked = new Set(lawDuties(after));
  const gone = lawDuties(before).filter((kind) => !asked.has(kind));
  const said = new Set(after.requiredWording);
  const unsaid = before.requiredWording.filter((words) => !said.has(words));
  return [
    ...gone.map((kind) => `“${DUTY_NAMES[kind]}” would no longer be asked for.`),
    ...unsaid.map((words) => `These words would no longer be prescribed as they stand: “${start(words)}”.`),
    ...(isBlocked(before) && !isBlocked(after) ? ["The place would no longer be blocked."] : []),
    ...(!before.collectionAllowedDefault && after.collectionAllowedDefault
      ? ["Collection would be allowed there as it is."]
      : []),
  ];
}

function isBlocked({ level }: { readonly level: JurisdictionRow["level"] }): boolean {
  return level === "blocked";
}

function start(words: string): string {
  return words.length > 80 ? `${words.slice(0, 79).trimEnd()}…` : words;
}
