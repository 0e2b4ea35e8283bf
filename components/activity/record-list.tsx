import type { StoredRecord } from "../../domain/activity/rules/stored-record.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { Link } from "../ui/link.tsx";
import { formatDuration } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";
import { recordAddress } from "./addresses.ts";
import { GoingShort } from "./going-words.tsx";
import { HeldShort } from "./held-words.tsx";
import { RowText } from "./record-row.tsx";
import { RecordSteps } from "./record-steps.tsx";
import { segmentSentence } from "./segment-sentence.ts";

type RecordListProps = {
  records: readonly StoredRecord[];
  /** Milliseconds since the epoch, when the page was read. */
  now: number;
  /** The ids of those that wait for an answer. */
  contested: ReadonlySet<string>;
};

/** Stored records: what each means in a sentence, and on request step by step and as the very thing that is stored. */
export function RecordList({ records, now, contested }: RecordListProps) {
  return (
    <ol className="grid">
      {records.map((record) => (
        <li key={record.id} className="border-line border-b py-4 first:pt-0 last:border-0 last:pb-0">
          <RecordItem record={record} now={now} isContested={contested.has(record.id)} />
        </li>
      ))}
    </ol>
  );
}

type RecordItemProps = { record: StoredRecord; now: number; isContested: boolean };

function RecordItem({ record, now, isContested }: RecordItemProps) {
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link href={recordAddress(record.id)} className="text-accent underline underline-offset-4">
          <Time at={record.from} format="date" />, <Time at={record.from} format="seconds" />
        </Link>
        <span className="font-medium">{record.application.name}</span>
        <span className="text-muted text-sm">
          {formatDuration(record.length / 10)} on {record.device.name}
        </span>
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
        <HeldShort heldUntil={record.heldUntil} now={now} isContested={isContested} />
        <GoingShort at={record.going.record} />
      </p>
      <p>{segmentSentence(record.steps)}</p>
      <div className="min-w-0 max-w-full">
        <Disclosure summary="Show the exact record">
          <RecordSteps steps={record.steps} lapsed={record.lapsed} />
          <RowText row={record.row} />
        </Disclosure>
      </div>
    </div>
  );
}
