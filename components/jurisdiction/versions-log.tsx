import type { LawChange } from "../../domain/jurisdiction/rules/difference.ts";
import { Badge } from "../ui/badge.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Time } from "../ui/time.tsx";
import { LawChanges } from "./law-changes.tsx";

/** One version as the log shows it. */
export type ShownVersion = {
  version: number;
  source: string;
  reason: string | null;
  changedBy: string | null;
  proposal: { by: string | null; at: Date } | null;
  fromAt: Date;
  untilAt: Date | null;
  confirmation: { by: string | null; at: Date; remark: string } | null;
  changes: readonly LawChange[];
};

/** Who changed what, when, from which source and why. The newest first. */
export function VersionsLog({ versions }: { versions: readonly ShownVersion[] }) {
  return (
    <ol className="grid gap-5">
      {versions.map((each) => (
        <li key={each.version} className="grid gap-1 border-line border-l-4 pl-3">
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <span className="font-semibold">Version {each.version}</span>
            {!each.untilAt && <Badge tone="accent">In force</Badge>}
            <span className="text-muted text-sm">
              <Time at={each.fromAt.getTime()} format="moment" />
              {each.untilAt && (
                <>
                  {" to "}
                  <Time at={each.untilAt.getTime()} format="moment" />
                </>
              )}
            </span>
          </p>
          <p>{whoSaid(each)}</p>
          {each.reason && <p className="max-w-prose">{each.reason}</p>}
          <p className="text-muted text-sm [overflow-wrap:anywhere]">Source: {each.source}</p>
          {each.confirmation && (
            <p className="text-sm">
              Signed off by {each.confirmation.by ?? "counsel"},{" "}
              <Time at={each.confirmation.at.getTime()} format="moment" />
              {each.confirmation.remark && `: ${each.confirmation.remark}`}
            </p>
          )}
          {each.changes.length > 0 && (
            <Disclosure summary={`What changed from version ${each.version - 1}`}>
              <LawChanges changes={each.changes} />
            </Disclosure>
          )}
        </li>
      ))}
    </ol>
  );
}

function whoSaid({ changedBy, proposal }: ShownVersion): string {
  if (proposal) return `Proposed by ${proposal.by ?? "an import"}, approved by ${changedBy ?? "counsel"}.`;
  return changedBy ? `Changed by ${changedBy}.` : "Brought by an import.";
}
