import type { AbsenceRow, StandIn } from "../../domain/exemption/schema/absence.ts";
import { Badge } from "../ui/badge.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Time } from "../ui/time.tsx";
import { TimeZoneProvider } from "../ui/time-zone-provider.tsx";
import { EndAbsence } from "./end-absence.tsx";

const STATE = { coming: "To come", now: "Now", over: "Over" } as const;

/** When the reader is or was away, and who decided or decides. */
export function AbsenceList({ rows, action }: { rows: readonly AbsenceRow[]; action: FormAction }) {
  return (
    <ul>
      {rows.map(({ id, from, until, delegate, state }) => (
        <li
          key={id}
          className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-b py-3 last:border-0"
        >
          <div className="grid gap-1">
            <p className="flex flex-wrap items-baseline gap-2">
              <span className="font-medium">
                <Time at={from} format="date" /> to <Time at={until - 1} format="date" />
              </span>
              <Badge tone={state === "now" ? "accent" : "plain"}>{STATE[state]}</Badge>
            </p>
            <p className="text-muted text-sm">
              {delegate ? `${delegate.name}, ${delegate.title}, decides` : "Your own manager decides"}
            </p>
          </div>
          {state !== "over" && <EndAbsence id={id} isNow={state === "now"} action={action} />}
        </li>
      ))}
    </ul>
  );
}

/** For whom the reader decides, on the days of whoever is away: both may live by different clocks. */
export function StandInList({ rows }: { rows: readonly StandIn[] }) {
  return (
    <ul className="grid gap-1">
      {rows.map(({ id, who, timeZone, from, until }) => (
        <li key={id}>
          <TimeZoneProvider timeZone={timeZone}>
            {who}, <Time at={from} format="date" /> to <Time at={until - 1} format="date" />
          </TimeZoneProvider>
        </li>
      ))}
    </ul>
  );
}
