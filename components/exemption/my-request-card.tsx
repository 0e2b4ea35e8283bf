"use client";

import type { ReactNode } from "react";
import type { State } from "../../domain/exemption/rules/state.ts";
import type { Ground, Scope } from "../../domain/exemption/schema.ts";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Time } from "../ui/time.tsx";
import { Begin, End } from "./scope-view.tsx";
import { type ScopeNames, scopeInWords } from "./scope-words.ts";
import { StateBadge } from "./state-badge.tsx";
import { GROUND_WORDS } from "./words.ts";

/** One request in its applicant's own list. Times in milliseconds. */
export type MyRequestLine = {
  readonly id: string;
  readonly ground: Ground;
  readonly scope: Scope;
  readonly sentAt: number;
  readonly state: State;
  readonly holdsUntil: number | null;
  readonly dueAt: number | null;
  readonly deciders: readonly (readonly string[])[];
  readonly inForce: "meanwhile" | "kept" | "overdue" | "granted" | null;
  readonly isLeftOutNow: boolean;
  readonly leftOut: Scope | null;
  readonly changesAt: number | null;
  readonly isRenewed: boolean;
};

type MyRequestCardProps = { request: MyRequestLine; names: ScopeNames; href: string };

/** What it leaves out, how it stands, who decides and by when, and what the computers do because of it. */
export function MyRequestCard({ request, names, href }: MyRequestCardProps) {
  const { ground, scope, leftOut, sentAt, state } = request;
  return (
    <Card level={3} title={GROUND_WORDS[ground].name} aside={<StateBadge state={state} />}>
      <div className="grid max-w-prose gap-2">
        <p>{scopeInWords(leftOut ?? scope, names)}</p>
        <p className="text-muted">
          <Standing request={request} />
        </p>
        {request.deciders.length > 0 && request.dueAt !== null && (
          <Decision request={request} dueAt={request.dueAt} />
        )}
        <p>{whatDevicesDo(request)}</p>
        <p className="text-muted text-sm">
          Sent <Time at={sentAt} format="date" />
        </p>
      </div>
      <div>
        <LinkButton href={href} size="small" aria-label={`Look at it: ${GROUND_WORDS[ground].name}`}>
          {state === "asked" ? "Answer the question" : "Look at it"}
        </LinkButton>
      </div>
    </Card>
  );
}

const ONE_OF = new Intl.ListFormat("en-US", { type: "disjunction" });

function Decision({ request: { deciders, state }, dueAt }: { request: MyRequestLine; dueAt: number }) {
  if (state === "asked") return <p>The clock of the decision waits for your answer.</p>;
  return (
    <p className="text-muted">
      {state === "overdue" ? "Still to be decided by " : "To be decided by "}
      {new Intl.ListFormat("en-US").format(deciders.map((group) => ONE_OF.format(group)))}
      {state !== "overdue" && (
        <>
          , until <Time at={dueAt} />
        </>
      )}
      .
    </p>
  );
}

/** From when until when it holds, or would; or since when it is over. */
function Standing({ request }: { request: MyRequestLine }): ReactNode {
  const { state, scope, leftOut, holdsUntil, isRenewed } = request;
  const { from, until } = leftOut ?? scope;
  const end = holdsUntil ?? until;
  switch (state) {
    case "active":
    case "revoking":
      return (
        <>
          Until <End at={end} />.{isRenewed && " You asked to renew it."}
        </>
      );
    case "scheduled":
      return (
        <>
          From <Begin at={from} /> until <End at={end} />.
        </>
      );
    case "expired":
      return (
        <>
          It ended with <End at={end} />.
        </>
      );
    case "ended":
    case "revoked":
      return (
        <>
          It ended <Time at={end} />.
        </>
      );
    case "denied":
    case "withdrawn":
    case "lapsed":
      return (
        <>
          Asked for until <End at={scope.until} />.
        </>
      );
    case "pending":
    case "asked":
    case "overdue":
      return (
        <>
          From <Begin at={scope.from} /> until <End at={scope.until} />, as you asked.
        </>
      );
  }
}

function whatDevicesDo({ inForce, isLeftOutNow, state }: MyRequestLine): string {
  if (isLeftOutNow) return "Your computers leave this out now.";
  if (inForce !== null) return "Your computers leave this out in these hours, of which now is none.";
  if (state === "scheduled") return "Your computers leave this out from then on.";
  if (state === "pending" || state === "asked" || state === "overdue")
    return "Your computers do not leave this out yet.";
  return "Your computers leave nothing out because of it.";
}
