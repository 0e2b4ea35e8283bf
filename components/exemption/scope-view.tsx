"use client";

import type { ReactNode } from "react";
import type { Scope } from "../../domain/exemption/schema.ts";
import { dayBounds, dayOf } from "../../lib/day.ts";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Time } from "../ui/time.tsx";
import { useTimeZone } from "../ui/time-zone-provider.tsx";
import { hoursInWords } from "./hours.ts";
import { partsOf, type ScopeNames } from "./scope-words.ts";

type ScopeViewProps = {
  scope: Scope;
  names: ScopeNames;
  /** Of what is not sent yet and has no first day: it begins with being sent. */
  beginsWhenSent?: boolean;
};

/** What a scope leaves out, line by line: kinds of record, applications, computers, hours, days. */
export function ScopeView({ scope, names, beginsWhenSent = false }: ScopeViewProps) {
  const { what, applications, devices } = partsOf(scope, names);
  return (
    <DefinitionList
      entries={[
        { term: "Left out", value: what ?? "Everything that would be collected" },
        { term: "In", value: applications ?? "Every application" },
        { term: "On", value: devices ?? "Every computer" },
        { term: "Hours", value: scope.hours ? <Hours hours={scope.hours} /> : "At all hours" },
        { term: "From", value: beginsWhenSent ? "The moment you send it" : <Begin at={scope.from} /> },
        { term: "Until", value: <End at={scope.until} /> },
      ]}
    />
  );
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
