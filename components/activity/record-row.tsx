import type { StoredRow } from "../../domain/activity/rules/stored-record.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { ROW_MEANING } from "./row-meaning.ts";

/** A record's row as it is stored: each line of it with its meaning, and all of it as one text. */
export function RecordRow({ row }: { row: StoredRow }) {
  const values = new Map<string, unknown>(Object.entries(row));
  return (
    <>
      <dl className="grid gap-3">
        {Object.entries(ROW_MEANING).map(([column, meaning]) => (
          <div
            key={column}
            className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[10rem_1fr] lg:grid-cols-[10rem_1fr_1fr]"
          >
            <dt className="font-mono text-sm">{column}</dt>
            <dd className="wrap-anywhere font-mono text-sm">
              <Value value={values.get(column)} />
            </dd>
            <dd className="text-muted text-sm sm:col-start-2 lg:col-start-3">{meaning}</dd>
          </div>
        ))}
      </dl>
      <Disclosure summary="Show the exact record as one text">
        <RowText row={row} />
      </Disclosure>
    </>
  );
}

/** The row as JSON. */
export function RowText({ row }: { row: StoredRow }) {
  return (
    <pre className="wrap-break-word max-w-full overflow-x-auto whitespace-pre-wrap rounded-control bg-sunken p-3 font-mono text-xs">
      {JSON.stringify(row, null, 2)}
    </pre>
  );
}

function Value({ value }: { value: unknown }) {
  if (value === null) return <span className="text-muted">empty</span>;
  if (Array.isArray(value)) return value.length === 1 ? "1 step, above" : `${value.length} steps, above`;
  return String(value);
}
