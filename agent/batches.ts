import type { Batch, CoverageRun, Segment } from "../domain/activity/schema.ts";
import { append } from "./coverage.ts";

/** A batch holds no more than this, so that 20 of them stay under a megabyte in all ordinary cases. */
const BATCH_BYTES = 200_000;
const BATCH_SEGMENTS = 200;
const BATCH_RUNS = 100;

/** A record as it was kept, and the length of its JSON. */
export interface Kept {
  readonly record: Segment | CoverageRun;
  readonly size: number;
}

export interface Group {
  readonly segments: Segment[];
  readonly coverage: CoverageRun[];
}

/** Records in groups that each fit into a batch; at least one, so that usage is told even when nothing happened. */
export function grouped(records: readonly Kept[]): Group[] {
  let group: Group = { segments: [], coverage: [] };
  let bytes = 0;
  const groups = [group];
  for (const { record, size } of records) {
    const { segments, coverage } = group;
    if (bytes + size > BATCH_BYTES || segments.length >= BATCH_SEGMENTS || coverage.length >= BATCH_RUNS) {
      group = { segments: [], coverage: [] };
      groups.push(group);
      bytes = 0;
    }
    bytes += size;
    if ("application" in record) group.segments.push(record);
    else append(group.coverage, record);
  }
  return groups;
}

/** What two halves of a batch hold; null when it cannot be halved. */
export function halved({ segments, coverage }: Batch): [Group, Group] | null {
  if (segments.length < 2 && coverage.length < 2) return null;
  const [half, middle] = [Math.ceil(segments.length / 2), Math.ceil(coverage.length / 2)];
  return [
    { segments: segments.slice(0, half), coverage: coverage.slice(0, middle) },
    { segments: segments.slice(half), coverage: coverage.slice(middle) },
  ];
}
