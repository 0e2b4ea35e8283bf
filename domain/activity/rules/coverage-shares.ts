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

/** What one computer told: hours that begin at these moments (milliseconds), and 60 bytes for each, one a minute. */
export interface Told {
  readonly hours: readonly number[];
  readonly labels: Uint8Array;
}

const MINUTES = 60;
const BYTES = 256;

/** For each stretch, how many of its minutes have which byte. Both the stretches and the hours are in order. */
export function countTold(stretches: readonly Stretch[], { hours, labels }: Told): Uint32Array[] {
  const counts = stretches.map(() => new Uint32Array(BYTES));
  let place = 0;
  for (const [i, hour] of hours.entries()) {
    const minuteOf = (at: number) => Math.min(Math.max(0, (at - hour) / MINUTE_MS), MINUTES);
    // Goes back to the one before: an hour may have ended in the middle of it.
    for (place = Math.max(0, place - 1); place < stretches.length; place++) {
      const { from = 0, to = 0 } = stretches[place] ?? {};
      if (from >= hour + MINUTES * MINUTE_MS) break;
      const first = i * MINUTES;
      tally(counts[place], labels.subarray(first + minuteOf(from), first + minuteOf(to)));
    }
  }
  return counts;
}

function tally(count: Uint32Array | undefined, bytes: Uint8Array): void {
  if (count) for (const byte of bytes) count[byte] = (count[byte] ?? 0) + 1;
}

/** Minutes by label, most first: what was told of each stretch, and the rest of it, of which nothing was. */
export function sharesOf(stretches: readonly (Stretch & { readonly told: Uint32Array })[]): Share[] {
  const minutes = new Map<CoverageLabel, number>();
  const add = (label: CoverageLabel, more: number) => minutes.set(label, (minutes.get(label) ?? 0) + more);
  for (const { from, to, unreported, told } of stretches) {
    let left = (to - from) / MINUTE_MS;
    for (const [byte, times] of told.entries()) {
      const label = labelOfByte(byte);
      if (label === null || times === 0) continue;
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
