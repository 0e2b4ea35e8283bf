import { FEDERAL } from "../jurisdiction/schema.ts";
import { type DueLetter, type DueRow, LETTER_REASONS } from "./schema.ts";

/** One letter for each notice, whoever of the rows asks for it: the strongest reason is the letter's. */
export function lettersOf(rows: readonly DueRow[]): DueLetter[] {
  const byNotice = new Map<string, DueRow[]>();
  for (const row of rows) {
    const key = `${row.employeeId} ${row.noticeId}`;
    byNotice.set(key, [...(byNotice.get(key) ?? []), row]);
  }
  return [...byNotice.values()].flatMap((same) => {
    const [first] = [...same].sort((a, b) => strength(a) - strength(b));
    if (!first) return [];
    const { employeeId, noticeId, reason, code } = first;
    const asks = same.flatMap((row) => row.asks.map((ask) => ({ code: row.code, ask })));
    return [{ employeeId, noticeId, reason, code, asks }];
  });
}

function strength({ reason, code }: DueRow): number {
  return LETTER_REASONS.indexOf(reason) * 2 + (code === FEDERAL ? 1 : 0);
}
