import type { ReactNode } from "react";
import { MY_DATA } from "../../components/activity/addresses.ts";
import { PauseHeader } from "../../components/pause/pause-header.tsx";
import { AccountMenu } from "../../components/session/account-menu.tsx";
import { AppHeader } from "../../components/ui/app-header.tsx";
import { AppShell } from "../../components/ui/app-shell.tsx";
import { LiveUpdates } from "../../components/ui/live-updates.tsx";
import { TimeZoneProvider } from "../../components/ui/time-zone-provider.tsx";
import type { PersonActor, Role } from "../../domain/actor/schema.ts";
import { wasEverAsked } from "../../domain/exemption/queries/list-queue.ts";
import { getPauseState } from "../../domain/pause/queries.ts";
import { identifyForPage, requestedPath } from "../_door/session.ts";
import { withdrawAll } from "./actions.ts";
import { pauseProps } from "./pause-props.ts";

const LINKS = [
  { href: "/", label: "Home" },
  { href: MY_DATA, label: "My data" },
  { href: "/pauses", label: "Pauses" },
  { href: "/consent", label: "Consent" },
  { href: "/exemptions", label: "Exemptions" },
  { href: "/notice", label: "Notices" },
  { href: "/devices", label: "Devices" },
];

const APPROVALS = { href: "/approvals", label: "Approvals", covers: ["/program"] };

/** Whoever may be asked to decide; and whoever stands in for one of them, once they are asked. */
const DECIDES: readonly Role[] = ["manager", "hr", "legal", "appeals"];

/** For those who look after the program and decide nothing. */
const FIGURES = { href: "/program/exemptions", label: "Figures" };
const OVERSEES: readonly Role[] = ["steward", "admin"];

const CORRECTIONS = { href: "/corrections", label: "Corrections" };

const LEGAL = {
  href: "/jurisdictions",
  label: "Legal",
  covers: ["/notices", "/postings", "/evidence", "/coverage"],
};

/** Everything an employee sees has Pause and withdrawal within reach, and stays live. */
export default async function EmployeeLayout({ children }: { children: ReactNode }) {
  const actor = await identifyForPage(await requestedPath());
  const pause = pauseProps(await getPauseState(actor));
  return (
    <TimeZoneProvider timeZone={actor.timeZone}>
      <AppShell
        header={
          <AppHeader
            links={await linksOf(actor)}
            personName={actor.name}
            account={<AccountMenu withdraw={withdrawAll} />}
          >
            <PauseHeader {...pause} />
          </AppHeader>
        }
        footer="Sayso collects only on your say-so. No answer means no."
      >
        <LiveUpdates stream="/api/events" />
        {children}
      </AppShell>
    </TimeZoneProvider>
  );
}

async function linksOf(actor: PersonActor) {
  const decides = actor.roles.some((each) => DECIDES.includes(each)) || (await wasEverAsked(actor));
  const oversees = !decides && actor.roles.some((each) => OVERSEES.includes(each));
  return [
    ...LINKS,
    ...(decides ? [APPROVALS] : oversees ? [FIGURES] : []),
    ...(actor.roles.includes("steward") ? [CORRECTIONS] : []),
    ...(actor.roles.includes("legal") ? [LEGAL] : []),
  ];
}
