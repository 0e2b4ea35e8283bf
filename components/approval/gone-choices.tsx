"use client";

import type { QueueRow } from "../../domain/exemption/schema/queue.ts";
import { GROUND_WORDS } from "../exemption/words.ts";
import { useSending } from "../ui/action-form.tsx";
import { chosenField } from "./queue-item.tsx";

type GoneChoicesProps = { chosen: readonly QueueRow[]; rows: readonly QueueRow[] };

/**
 * What was chosen and is on the list no more, because it was taken back or decided meanwhile. It is sent with the
 * others, so that the answer tells of it too. While that is on its way, what it decides goes from the list as well.
 */
export function GoneChoices({ chosen, rows }: GoneChoicesProps) {
  const { pending } = useSending();
  const there = new Set(rows.map(chosenField));
  const gone = chosen.filter((row) => !there.has(chosenField(row)));
  if (gone.length === 0) return null;
  return (
    <fieldset hidden={pending} className="grid gap-2">
      <legend className="font-medium">Chosen, and no longer on the list</legend>
      {gone.map((row) => (
        <label key={chosenField(row)} className="flex gap-3">
          <input
            type="checkbox"
            name={chosenField(row)}
            value={row.applicant}
            defaultChecked
            className="mt-1 size-5 shrink-0 accent-accent"
          />
          {row.applicant}: {GROUND_WORDS[row.ground].name}
        </label>
      ))}
    </fieldset>
  );
}
