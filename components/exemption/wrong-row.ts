import { spansOf } from "../../domain/exemption/rules/draft.ts";

/**
 * Whether a row of hours is one of those that a refusal is about: it cannot be read, and is not empty.
 * @param values what was sent, by field name; of days the last one that was ticked
 */
export function isWrongRow(values: Readonly<Record<string, string>>, place: number): boolean {
  const sent = (field: string) => values[`hours.${place}.${field}`] ?? "";
  const row: [string, string, string] = [sent("days"), sent("from"), sent("until")];
  return row.some((each) => each !== "") && spansOf(row) === null;
}
