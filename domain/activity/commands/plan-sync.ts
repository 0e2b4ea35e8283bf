import { dayOf } from "../../../lib/day.ts";
import { madeAt } from "../../../lib/uuid-time.ts";
import { isSince } from "../../directive/rules/agent-version.ts";
import type { Facts } from "../../directive/rules.ts";
import { type Counts, countSteps } from "../rules/counts.ts";
import { coverageHours } from "../rules/coverage.ts";
import { daysAt, isSurelyKept, type RetentionTerm, stillKept } from "../rules/retention.ts";
import { type SealedSteps, sealSteps } from "../rules/sealed-steps.ts";
import { type Cut, cut, type Discard, HORIZON_MS, isErased, type Piece, Tally } from "../rules.ts";
import { type Batch, type BatchResult, type DiscardReason, KNOWS_ERASED } from "../schema.ts";

/** Whose batch it is, and what decides about it. */
export interface Sender {
  readonly employeeId: string;
  readonly deviceId: string;
  readonly facts: Facts;
  readonly timeZone: string;
  readonly dataKey: Buffer;
  /** For how long what they did is kept. Reaches as far back as what they sent; null where nothing of it is a day old. */
  readonly terms: readonly RetentionTerm[] | null;
}

/** A segment as it is stored; times in tenths of a second since the epoch. */
export interface StoredSegment extends Counts, SealedSteps {
  readonly application: string | null;
  readonly from: number;
  readonly length: number;
  readonly day: string;
  readonly stepCount: number;
}

export interface DayDiscard extends Discard {
  readonly day: string;
}

/** What one batch adds to the tables. */
export interface PlannedBatch {
  readonly sender: Sender;
  readonly batch: Batch;
  readonly segments: readonly StoredSegment[];
  readonly discards: readonly DayDiscard[];
  readonly coverage: ReadonlyMap<number, Buffer>;
  /** The day the batch was sealed, for what it says about the agent's own use; null where that was erased. */
  readonly day: string | null;
}

/** A device's clock may be a little ahead of ours. */
const TOLERANCE_MS = 300_000;

/** Why a batch cannot be stored at all, however it is cut: its very key lies outside what is kept. */
export function untimely(batch: Batch, now: number): BatchResult | null {
  const at = madeAt(batch.id);
  const reason = at < now - HORIZON_MS ? "too-old" : at > now + TOLERANCE_MS ? "in-the-future" : null;
  if (!reason) return null;
  const steps = batch.segments.reduce((sum, each) => sum + each.steps.length, 0);
  const tenths = batch.segments.reduce((sum, each) => sum + each.length, 0);
  return { id: batch.id, status: "discarded", stored: 0, discarded: [{ reason, steps, tenths }] };
}

/** Cuts a batch to what was permitted and is not over its retention yet, and seals what is left. */
export function planBatch(sender: Sender, batch: Batch, now: number): PlannedBatch {
  const segments: StoredSegment[] = [];
  const byDay = new Map<string, Tally>();
  for (const segment of batch.segments) {
    const { pieces, discards } = withoutOver(sender, cut(segment, sender.facts, now), now);
    for (const piece of pieces) segments.push(sealPiece(sender, piece));
    if (discards.length === 0) continue;
    const day = dayOf(sender.timeZone, Math.min(countedAt(segment.from * 100, sender), now));
    const tally = byDay.get(day) ?? new Tally();
    byDay.set(day, tally);
    for (const each of discards) tally.add(each.reason, each.steps, each.tenths);
  }
  const discards = [...byDay].flatMap(([day, tally]) => tally.list().map((each) => ({ day, ...each })));
  const coverage = coverageHours(batch.coverage, sender.facts, now);
  const sealedAt = madeAt(batch.id);
  const day = isErased(sender.facts, sealedAt) ? null : dayOf(sender.timeZone, sealedAt);
  return { sender, batch, segments, discards, coverage, day };
}

/** What was erased counts to the day of the erasure (milliseconds): not even a number comes back to a day from before. */
export function countedAt(at: number, { facts: { erasedAt } }: Sender): number {
  return Math.max(at, erasedAt ?? at);
}

/** What arrives late may be over already: it is not stored for a night until the job comes. */
function withoutOver({ terms }: Sender, { pieces, discards }: Cut, now: number): Cut {
  if (terms === null) return { pieces, discards };
  const tally = new Tally();
  for (const each of discards) tally.add(each.reason, each.steps, each.tenths);
  const kept = pieces.flatMap((piece): Piece[] => {
    const days = daysAt(terms, piece.from * 100);
    if (!days || isSurelyKept(piece.from * 100, now)) return [piece];
    const left = stillKept(piece, days, now);
    const steps = piece.steps.length - (left?.steps.length ?? 0);
    if (!left || steps > 0) tally.add("too-old", steps, left ? 0 : piece.length);
    return left ? [left] : [];
  });
  return { pieces: kept, discards: tally.list() };
}

function sealPiece(sender: Sender, piece: Piece): StoredSegment {
  const { application, from, length, steps } = piece;
  return {
    ...countSteps(steps),
    application,
    from,
    length,
    day: dayOf(sender.timeZone, from * 100),
    stepCount: steps.length,
    ...sealSteps(sender.dataKey, { ...sender, from }, steps),
  };
}

export function batchKey(employeeId: string, batchId: string): string {
  return `${employeeId} ${batchId.toLowerCase()}`;
}

/**
 * Takes out the segments that were there already; they are counted as such. `partly` has, for each batch
 * of which some were, the starts of those that are stored under it now.
 */
export function withoutRecorded(
  planned: PlannedBatch,
  partly: ReadonlyMap<string, ReadonlySet<number>>,
): PlannedBatch {
  const stored = partly.get(batchKey(planned.sender.employeeId, planned.batch.id));
  if (!stored) return planned;
  const seen = new Set<number>();
  const segments: StoredSegment[] = [];
  const again = new Map<string, { steps: number; tenths: number }>();
  for (const each of planned.segments) {
    if (stored.has(each.from) && !seen.has(each.from)) {
      seen.add(each.from);
      segments.push(each);
      continue;
    }
    const sum = again.get(each.day) ?? { steps: 0, tenths: 0 };
    again.set(each.day, { steps: sum.steps + each.stepCount, tenths: sum.tenths + each.length });
  }
  const recorded = [...again].map(([day, sum]): DayDiscard => ({ day, reason: "already-recorded", ...sum }));
  return { ...planned, segments, discards: [...planned.discards, ...recorded] };
}

/** What the device, with an agent of this version, is told became of its batch. */
export function resultOf(planned: PlannedBatch, agentVersion: string): BatchResult {
  const tally = new Tally();
  for (const { reason, steps, tenths } of planned.discards)
    tally.add(told(reason, agentVersion), steps, tenths);
  const discarded = tally.list();
  const stored = planned.segments.length;
  const status = discarded.length === 0 ? "accepted" : stored > 0 ? "cut" : "discarded";
  return { id: planned.batch.id, status, stored, discarded };
}

function told(reason: DiscardReason, agentVersion: string): DiscardReason {
  return reason === "erased" && !isSince(agentVersion, KNOWS_ERASED) ? "too-old" : reason;
}
