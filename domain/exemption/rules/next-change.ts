import type { Scope } from "../schema.ts";
import { weekEdges } from "./week.ts";

/** Something that is left out, or will be. `endedAt` when it ends before its time. Times in milliseconds. */
export interface LeftOut {
  readonly scope: Scope;
  readonly endedAt: number | null;
}

const DAY_MS = 86_400_000;

/** When what is left out next changes by itself: it begins, ends, or its hours do, of which a day is looked ahead. */
export function nextChange(rows: readonly LeftOut[], timeZone: string, at: number): number | null {
  const moments = rows.flatMap(({ scope: { from, until, hours }, endedAt }) => {
    const end = Math.min(until, endedAt ?? until);
    if (end <= at) return [];
    const edges = hours ? weekEdges({ hours, timeZone }, Math.max(from, at), Math.min(end, at + DAY_MS)) : [];
    return [from, end, ...edges];
  });
  const ahead = moments.filter((moment) => moment > at);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}
