"use client";

import { useState } from "react";
import type { DraftForm } from "../../domain/exemption/schema.ts";
import { Button } from "../ui/button.tsx";
import { CONTROL_STYLE, FieldError } from "../ui/field.tsx";
import { Tick } from "./choice-list.tsx";
import { isWrongRow } from "./wrong-row.ts";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const MOST_ROWS = 50;
const EMPTY: Row = ["", "", ""];
type Row = NonNullable<DraftForm["hours"]>[number];

type HourRowsProps = {
  hours: readonly Row[];
  error?: string;
  /** What was sent, by field name. */
  values?: Readonly<Record<string, string>>;
};

/** Hours of the week: rows of days with a time from and until. There is one more row than was filled in. */
export function HourRows({ hours, error, values = {} }: HourRowsProps) {
  const [rows, setRows] = useState(() => Math.min(hours.length + 1, MOST_ROWS));
  return (
    <fieldset
      aria-describedby={error ? "hours-error hours-hint" : "hours-hint"}
      className="grid min-w-0 gap-3"
    >
      <legend className="float-left w-full font-medium">Hours of the week</legend>
      <p id="hours-hint" className="text-muted text-sm">
        Where you are, such as Monday to Friday from 09:00 to 12:00. Hours that end before they begin go on in
        the next day; 00:00 is midnight.
      </p>
      {error && <FieldError id="hours-error">{error}</FieldError>}
      {Array.from({ length: rows }, (_, place) => (
        <HourRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are only ever added at the end
          key={place}
          place={place}
          row={hours[place] ?? EMPTY}
          isWrong={error !== undefined && isWrongRow(values, place)}
        />
      ))}
      <div className="noscript:hidden">
        <Button weight="neutral" size="small" onClick={() => setRows(rows + 1)} disabled={rows >= MOST_ROWS}>
          Add other hours
        </Button>
      </div>
    </fieldset>
  );
}

function HourRow({ place, row, isWrong }: { place: number; row: Row; isWrong: boolean }) {
  const [days, from, until] = row;
  const name = `hours.${place}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset in a fieldset would repeat its legend at each box
    <div
      role="group"
      aria-label={`Hours ${place + 1}`}
      className="grid gap-2 rounded-control border border-line p-3"
    >
      <div className="flex flex-wrap gap-x-4">
        {DAYS.map((day, index) => (
          <Tick
            key={day}
            id={place === 0 && index === 0 ? "hours" : undefined}
            name={`${name}.days`}
            value={String(index + 1)}
            isTicked={days.includes(String(index + 1))}
            isWrong={isWrong}
          >
            {day}
          </Tick>
        ))}
      </div>
      <div className="flex flex-wrap gap-3">
        <TimeField name={`${name}.from`} label="From" value={from} isWrong={isWrong} />
        <TimeField name={`${name}.until`} label="Until" value={until} isWrong={isWrong} />
      </div>
    </div>
  );
}

function TimeField(props: { name: string; label: string; value: string; isWrong: boolean }) {
  return (
    <label className="flex items-center gap-2">
      <span className="text-sm">{props.label}</span>
      <input
        type="time"
        name={props.name}
        defaultValue={props.value}
        aria-invalid={props.isWrong || undefined}
        className={`${CONTROL_STYLE} w-auto`}
      />
    </label>
  );
}
