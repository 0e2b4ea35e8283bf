import type { Step } from "../../domain/activity/schema.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";
import { segmentSentence } from "./segment-sentence.ts";

export type StoredSegment = {
  id: string;
  applicationName: string;
  /** Milliseconds since the epoch. */
  from: number;
  /** Tenths of a second. */
  length: number;
  steps: Step[];
  /** The record exactly as it is stored. */
  record: unknown;
};

type SegmentListProps = { segments: StoredSegment[] };

/** Every stored record: what it means in a sentence, and on request the very thing that is stored. */
export function SegmentList({ segments }: SegmentListProps) {
  if (segments.length === 0) {
    return (
      <EmptyState title="No records">
        <p>Nothing is stored for this time. Records appear here within a minute or so of being collected.</p>
      </EmptyState>
    );
  }
  return (
    <ol className="grid">
      {segments.map((segment) => (
        <li key={segment.id} className="border-line border-b py-4 first:pt-0 last:border-0 last:pb-0">
          <SegmentItem segment={segment} />
        </li>
      ))}
    </ol>
  );
}

function SegmentItem({ segment }: { segment: StoredSegment }) {
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Time at={segment.from} format="seconds" />
        <span className="font-medium">{segment.applicationName}</span>
        <span className="text-muted text-sm">{formatDuration(segment.length / 10)}</span>
      </div>
      <p>{segmentSentence(segment.steps)}</p>
      <div className="min-w-0 max-w-full">
        <Disclosure summary="Show the exact record">
          <pre className="wrap-break-word max-w-full overflow-x-auto whitespace-pre-wrap rounded-control bg-sunken p-3 font-mono text-xs">
            {JSON.stringify(segment.record, null, 2)}
          </pre>
        </Disclosure>
      </div>
    </div>
  );
}
