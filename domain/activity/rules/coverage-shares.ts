import type { CoverageLabel } from "../../directive/schema.ts";
import { labelOfByte, MINUTE_MS } from "./coverage.ts";
import { type DeviceFacts, unreportedCuts, unreportedLabel } from "./day-runs.ts";

/** Whole minutes, in milliseconds, in which a minute that nobody reported has one and the same label. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly unreported: CoverageLabel;
}

/** How many minutes of a period have a label. */
export interface Share {
  readonly label: CoverageLabel;
  readonly minutes: number;
}

/**
 * Cuts a span that begins at a whole minute into stretches, up to its end or to the minute that `now` is in: with the
 * labels that were reported in each, they say as much as `dayRuns` says minute by minute.
 */
export function stretchesOf(
  device: DeviceFacts,
  span: { readonly from: number; readonly to: number },
  now: number,
): Stretch[] {
  const minutes = Math.ceil((Math.min(span.to, Math.max(now, span.from)) - span.from) / MINUTE_MS);
  const end = span.from + minutes * MINUTE_MS;
  const cuts = unreportedCuts(device).filter((at) => at > span.from && at < end);
  const edges = [span.from, ...cuts.sort((a, b) => a - b), end];
  return edges.flatMap((to, i) => {
    const from = edges[i - 1];
    if (from === undefined || from >= to) return [];
    return [{ from, to, unreported: unreportedLabel(device, from, now) }];
  });
}

/**
 * Minutes by label, most first: what was reported within each stretch, a byte a minute in any order, and the rest of
 * it, of which nobody told. They sum to the stretches.
 */
export function sharesOf(stretches: readonly (Stretch & { readonly reported: Uint8Array })[]): Share[] {
  const minutes = new Map<CoverageLabel, number>();
  const add = (label: CoverageLabel, more: number) => minutes.set(label, (minutes.get(label) ?? 0) + more);
  for (const { from, to, unreported, reported } of stretches) {
    let left = (to - from) / MINUTE_MS;
    for (const [byte, times] of countBytes(reported)) {
      const label = labelOfByte(byte);
      if (label === null) continue;
      add(label, times);
      left -= times;
    }
    if (left > 0) add(unreported, left);
  }
  return inOrder(minutes);
}

/** The sum of several. */
export function sumOfShares(all: readonly (readonly Share[])[]): Share[] {
  const minutes = new Map<CoverageLabel, number>();
  for (const share of all.flat()) minutes.set(share.label, (minutes.get(share.label) ?? 0) + share.minutes);
  return inOrder(minutes);
}

function inOrder(minutes: ReadonlyMap<CoverageLabel, number>): Share[] {
  return [...minutes].map(([label, sum]) => ({ label, minutes: sum })).sort((a, b) => b.minutes - a.minutes);
}

function countBytes(bytes: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  return counts;
}
