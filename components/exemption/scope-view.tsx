"use client";

import type { ReactNode } from "react";
import type { Scope } from "../../domain/exemption/schema.ts";
import { dayBounds, dayOf } from "../../lib/day.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { DefinitionList } from "../ui/definition-list.tsx";
import { formatCount } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";
import { useTimeZone } from "../ui/time-zone-provider.tsx";
import { hoursInWords } from "./hours.ts";

/** What applications and computers are called, by their ids. Those without a name are counted, or said by their id. */
export interface ScopeNames {
  readonly applications: Readonly<Record<string, string>>;
  readonly devices: Readonly<Record<string, string>>;
}

type ScopeViewProps = { scope: Scope; names: ScopeNames };

/** What a scope leaves out, line by line: kinds of record, applications, computers, hours, days. */
export function ScopeView({ scope, names }: ScopeViewProps) {
  const { what, applications, devices } = partsOf(scope, names);
  return (
    <DefinitionList
      entries={[
        { term: "Left out", value: what ?? "Everything that would be collected" },
        { term: "In", value: applications ?? "Every application" },
        { term: "On", value: devices ?? "Every computer" },
        { term: "Hours", value: scope.hours ? <Hours hours={scope.hours} /> : "At all hours" },
        { term: "From", value: <Begin at={scope.from} /> },
        { term: "Until", value: <End at={scope.until} /> },
      ]}
    />
  );
}

/** The same in one sentence without its days, e.g. `Keyboard, in Terminal, Mon to Fri, 09:00 to 12:00`. */
export function scopeInWords(scope: Scope, names: ScopeNames): string {
  const { what, applications, devices } = partsOf(scope, names);
  const hours = scope.hours && hoursInWords(scope.hours).join("; ");
  return [what ?? "Everything", applications && `in ${applications}`, devices && `on ${devices}`, hours]
    .filter(Boolean)
    .join(", ");
}

function partsOf({ categories, applications, devices }: Scope, names: ScopeNames) {
  const list = (each: readonly string[]) => new Intl.ListFormat("en-US").format(each);
  const known = devices?.flatMap((id) => names.devices[id] ?? []) ?? [];
  const unnamed = (devices?.length ?? 0) - known.length;
  const counted =
    unnamed > 0 ? [formatCount(unnamed, known.length > 0 ? "other computer" : "chosen computer")] : [];
  return {
    what: categories && list(categories.map((each) => CATEGORY_WORDS[each].name)),
    applications: applications && list(applications.map((id) => names.applications[id] ?? id)),
    devices: devices && list([...known, ...counted]),
  };
}

function Hours({ hours }: { hours: NonNullable<Scope["hours"]> }): ReactNode {
  return (
    <ul>
      {hoursInWords(hours).map((line) => (
        <li key={line} className="tabular-nums">
          {line}
        </li>
      ))}
    </ul>
  );
}

/** When a scope begins: a day, or the moment where it is not a day's first. */
export function Begin({ at }: { at: number }) {
  return <Time at={at} format={useIsMidnight(at) ? "date" : "moment"} />;
}

/** When a scope ends: its last day, or the moment where that is not a day's last for whoever reads it. */
export function End({ at }: { at: number }) {
  return useIsMidnight(at) ? (
    <>
      the end of <Time at={at - 1} format="date" />
    </>
  ) : (
    <Time at={at} format="moment" />
  );
}

function useIsMidnight(at: number): boolean {
  const zone = useTimeZone();
  return dayBounds(zone, dayOf(zone, at)).from === at;
}
