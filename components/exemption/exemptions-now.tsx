"use client";

import { Card } from "../ui/card.tsx";
import { Link } from "../ui/link.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { RereadAt } from "../ui/reread-at.tsx";
import type { MyRequestLine } from "./my-request-card.tsx";
import { End } from "./scope-view.tsx";
import { type ScopeNames, scopeInWords } from "./scope-words.ts";

type ExemptionsNowProps = {
  requests: readonly MyRequestLine[];
  /** Now, in milliseconds. */
  at: number;
  names: ScopeNames;
  /** Where the list is; a request's page is below it. */
  href: string;
};

const SOON_MS = 14 * 86_400_000;

/** What exemptions leave out now, the questions that wait for an answer, and what ends soon. Nothing where there is none. */
export function ExemptionsNow({ requests, at, names, href }: ExemptionsNowProps) {
  const asked = requests.filter(({ state }) => state === "asked");
  const leftOut = requests.filter(({ inForce }) => inForce !== null);
  const now = leftOut.filter(({ isLeftOutNow }) => isLeftOutNow);
  const otherwise = leftOut.filter((each) => !now.includes(each));
  if (asked.length === 0 && leftOut.length === 0) return null;
  const changes = requests.flatMap(({ changesAt }) => changesAt ?? []);
  return (
    <Card
      title="Exemptions"
      aside={
        <LinkButton href={href} size="small">
          Your exemptions
        </LinkButton>
      }
    >
      <RereadAt inMs={changes.length > 0 ? Math.min(...changes) - at : null} />
      {asked.map(({ id }) => (
        <p key={id}>
          Whoever decides one of your requests asked you something.{" "}
          <Link href={`${href}/${id}`} className="text-accent underline underline-offset-4">
            Read and answer it
          </Link>
        </p>
      ))}
      <LeftOut title="Left out now" requests={now} at={at} names={names} href={href} />
      <LeftOut
        title="Left out in other hours, not now"
        requests={otherwise}
        at={at}
        names={names}
        href={href}
      />
    </Card>
  );
}

function LeftOut({ title, requests, at, names, href }: ExemptionsNowProps & { title: string }) {
  if (requests.length === 0) return null;
  return (
    <div className="grid gap-1">
      <h3 className="font-medium">{title}</h3>
      <ul className="grid gap-1">
        {requests.map((each) => (
          <li key={each.id}>
            <Link href={`${href}/${each.id}`} className="text-accent underline underline-offset-4">
              {scopeInWords(each.leftOut ?? each.scope, names)}
            </Link>
            <Ending request={each} at={at} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Ending({ request, at }: { request: MyRequestLine; at: number }) {
  const { state, holdsUntil, isRenewed } = request;
  const isSettled = state === "active" || state === "revoking";
  if (!isSettled || holdsUntil === null) return ", until it is decided";
  return (
    <>
      , until <End at={holdsUntil} />
      {state === "active" && holdsUntil - at <= SOON_MS && !isRenewed && ". You can renew it there"}
    </>
  );
}
