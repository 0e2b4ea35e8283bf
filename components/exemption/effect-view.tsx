import { holdsAt } from "../../domain/exemption/rules/week.ts";
import type { RequestView } from "../../domain/exemption/schema/request-view.ts";
import { Time } from "../ui/time.tsx";
import { Begin, End } from "./scope-view.tsx";
import { type ScopeNames, scopeInWords } from "./scope-words.ts";

type EffectViewProps = {
  rows: RequestView["inForce"];
  /** Now, in milliseconds. */
  at: number;
  /** Whose hours of the week these are. */
  timeZone: string;
  names: ScopeNames;
  devices: readonly {
    readonly id: string;
    readonly name: string;
    /** What it does now, and why, by its own last word. */
    readonly now: string;
    readonly reason: string;
    readonly appliedAt: number | null;
  }[];
};

const WHY: Record<string, string> = {
  meanwhile: "while it waits for a decision",
  kept: "what was in force before, until it is decided",
  overdue: "until somebody decides",
  granted: "granted",
};

/** What the computers leave out because of one request, now and later, and what each of them does at this moment. */
export function EffectView({ rows, at, timeZone, names, devices }: EffectViewProps) {
  const alive = rows.filter(({ scope, endedAt }) => Math.min(scope.until, endedAt ?? scope.until) > at);
  const isBegun = ({ scope }: RequestView["inForce"][number]) => scope.from <= at;
  const isNow = ({ scope }: RequestView["inForce"][number]) => holdsAt(scope, timeZone, at);
  return (
    <div className="grid gap-4">
      {alive.length === 0 && <p>Nothing is left out because of this request.</p>}
      <Rows title="Left out now" rows={alive.filter(isNow)} names={names} />
      <Rows
        title="Left out in other hours, not now"
        rows={alive.filter((each) => isBegun(each) && !isNow(each))}
        names={names}
      />
      <Rows title="Left out later" rows={alive.filter((each) => !isBegun(each))} names={names} />
      {alive.some(isBegun) && (
        <ul className="grid gap-3">
          {devices.map(({ id, name, now, reason, appliedAt }) => (
            <li key={id}>
              <p>
                <span className="font-medium">{name}:</span> {now}
              </p>
              <p className="text-muted">{reason}</p>
              {appliedAt !== null && (
                <p className="text-muted text-sm">
                  Put its newest instructions into effect: <Time at={appliedAt} format="moment" />
                </p>
              )}
            </li>
          ))}
          {devices.length === 0 && <li>No computer is linked to you, so nothing is collected anyway.</li>}
        </ul>
      )}
    </div>
  );
}

type RowsProps = { title: string; rows: RequestView["inForce"]; names: ScopeNames };

function Rows({ title, rows, names }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <div className="grid max-w-prose gap-1">
      <h3 className="font-medium">{title}</h3>
      <ul className="grid gap-1">
        {rows.map(({ kind, scope, at, endedAt }) => (
          <li key={`${kind}${at}`}>
            {scopeInWords(scope, names)} <span className="text-muted">({WHY[kind] ?? kind})</span>, from{" "}
            <Begin at={scope.from} /> until <End at={Math.min(scope.until, endedAt ?? scope.until)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
