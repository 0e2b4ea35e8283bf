"use client";

import type { RequestView, StepView } from "../../domain/exemption/schema/request-view.ts";
import { foundAt } from "../exemption/found-at.ts";
import { Begin, End } from "../exemption/scope-view.tsx";
import { type ScopeNames, scopeInWords } from "../exemption/scope-words.ts";
import { deciderInWords, OUTCOME_WORDS } from "../exemption/words.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { Time } from "../ui/time.tsx";
import { TimeZoneProvider } from "../ui/time-zone-provider.tsx";
import { Words } from "./words.tsx";

const ASKED: Record<string, string> = {
  delegate: "stands in",
  replacement: "in place of somebody who may not or is not there",
  escalated: "up the line",
};

type StepsCardProps = {
  request: RequestView;
  names: ScopeNames;
  /** Where the applicant's days begin: those of a part are theirs. */
  timeZone: string;
};

/** Who is asked, what each decided, and what the clock did. */
export function StepsCard({ request, names, timeZone }: StepsCardProps) {
  return (
    <Card title="Steps">
      {isDecidedByGroups(request) && (
        <p className="text-muted text-sm">Every step has to say yes. The first no settles it.</p>
      )}
      <ol className="grid gap-4">
        {request.steps.map((step) => (
          <li key={`${step.stage} ${step.group}`} className="grid gap-2">
            <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <h3 className="font-medium">{step.stage === "appeal" ? "Appeal" : deciderInWords(step)}</h3>
              <StepState step={step} />
            </div>
            <p className="text-sm">{asked(step)}</p>
            {step.decision && <Decision decision={step.decision} names={names} timeZone={timeZone} />}
          </li>
        ))}
      </ol>
      {(request.turns.length > 0 || request.ends.length > 0) && (
        <ul aria-label="What happened since" className="grid gap-1 border-line border-t pt-3 text-sm">
          {request.turns.map((turn) => (
            <li key={`${turn.kind} ${turn.stage} ${turn.group} ${turn.at}`}>
              <Time at={turn.at} />: {turned(turn, request)}.
            </li>
          ))}
          {request.ends.map(({ kind, by, at, effectiveAt, words }) => (
            <li key={`${kind} ${at}`} className="grid gap-1">
              <span>
                <Time at={at} />: {by.name}{" "}
                {kind === "revoked" ? "revoked it, with effect from" : "gave it up on"}{" "}
                <Time at={effectiveAt} />.
              </span>
              {words && <Words>{words}</Words>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function turned(turn: RequestView["turns"][number], request: RequestView): string {
  const isAnybodyFound = foundAt(turn, request).length > 0;
  if (turn.kind === "reminded") return "A reminder was sent";
  if (turn.kind === "overdue") return "Nobody decided: granted until somebody does";
  if (turn.kind === "replaced")
    return `Somebody who was asked is away, or is not there to decide it any more: ${isAnybodyFound ? "others were asked" : "nobody else was found"}`;
  return `Not decided in time: ${isAnybodyFound ? "others were asked as well" : "there is nobody else to ask"}`;
}

/** Whether more than one group has to say yes at the same stage. */
function isDecidedByGroups({ steps }: RequestView): boolean {
  return steps.length > new Set(steps.map(({ stage }) => stage)).size;
}

function StepState({ step: { isOpen, decision, question } }: { step: StepView }) {
  if (decision)
    return (
      <Badge tone={decision.kind === "denied" ? "danger" : "accent"}>{OUTCOME_WORDS[decision.kind]}</Badge>
    );
  if (!isOpen) return <Badge>Not decided, and no longer open</Badge>;
  return <Badge>{question ? "Answer awaited" : "Open"}</Badge>;
}

function asked({ isOpen, judges }: StepView): string {
  const shown = isOpen ? judges.filter(({ isAsked }) => isAsked) : judges;
  if (shown.length === 0) return "Nobody is asked just now.";
  const names = shown.map(({ person, kind }) => {
    const how = ASKED[kind];
    return how ? `${person.name} (${how})` : person.name;
  });
  return `${isOpen ? "Asked:" : "Were asked:"} ${new Intl.ListFormat("en-US", { type: isOpen ? "disjunction" : "conjunction" }).format(names)}.`;
}

type DecisionProps = Omit<StepsCardProps, "request"> & { decision: NonNullable<StepView["decision"]> };

function Decision({ decision, names, timeZone }: DecisionProps) {
  return (
    <div className="grid gap-2">
      <p className="text-sm">
        {decision.by.name}, <Time at={decision.at} />
      </p>
      {decision.scope && (
        <p className="text-sm">
          Approved: {scopeInWords(decision.scope, names)}, from{" "}
          <TimeZoneProvider timeZone={timeZone}>
            <Begin at={decision.scope.from} /> until <End at={decision.scope.until} />.
          </TimeZoneProvider>
        </p>
      )}
      {decision.words && <Words>{decision.words}</Words>}
      {decision.remedy && (
        <>
          <p className="text-sm">What would change it:</p>
          <Words>{decision.remedy}</Words>
        </>
      )}
    </div>
  );
}
