import { contains } from "../../../lib/interval.ts";
import { type GateFacts, gate, gateEdges, type Unmet } from "../../jurisdiction/rules.ts";
import { FEDERAL } from "../../jurisdiction/schema.ts";

/** A span in which a duty was not met for somebody who was there, so that nothing was collected. Milliseconds. */
export interface DutyGap {
  readonly from: number;
  readonly to: number;
  /** The row's code, or `unknown` where their location was not known. */
  readonly code: string;
  readonly duty: Unmet["duty"];
}

/**
 * What stood open for one person while they lived or worked at `code`, between `from` and `to`: computed with
 * the gate at each moment at which it may change. Of rows other than the place's own and the federal one
 * nothing is said.
 */
export function gapsOf(facts: GateFacts, code: string, from: number, to: number): DutyGap[] {
  const moments = [from, ...gateEdges(facts).filter((at) => from < at && at < to), to];
  const sorted = [...new Set(moments)].toSorted((a, b) => a - b);
  const open = new Map<string, DutyGap>();
  const gaps: DutyGap[] = [];
  for (const [place, at] of sorted.entries()) {
    const unmet = at < to && isThere(facts, code, at) ? unmetAt(facts, code, at) : [];
    const keys = new Set(unmet.map(keyOf));
    for (const [key, gap] of open) {
      if (keys.has(key)) continue;
      gaps.push({ ...gap, to: at });
      open.delete(key);
    }
    for (const each of unmet) {
      const start = { from: at, to: sorted[place + 1] ?? to, code: each.code, duty: each.duty };
      if (!open.has(keyOf(each))) open.set(keyOf(each), start);
    }
  }
  return gaps.toSorted((a, b) => a.from - b.from || keyOf(a).localeCompare(keyOf(b)));
}

/** Whether somebody lives or works there at a moment; the federal row goes with everyone. */
export function isThere({ locations }: GateFacts, code: string, at: number): boolean {
  return locations.some((each) => (code === FEDERAL || each.jurisdiction === code) && contains(each, at));
}

/** What the place's own row, the federal one, or a location that is not known asks for and did not get. */
export function unmetAt(facts: GateFacts, code: string, at: number): Unmet[] {
  return gate(facts, at).filter((each) => [code, FEDERAL, "unknown"].includes(each.code));
}

function keyOf({ code, duty }: Pick<DutyGap, "code" | "duty">): string {
  return `${code} ${duty}`;
}
