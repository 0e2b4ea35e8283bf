import type { ReactNode } from "react";
import { NavLinks } from "../../components/ui/nav-links.tsx";
import { mayCount } from "../../domain/exemption/policy/figures.ts";
import { identifyForPage, requestedPath } from "../_door/session.ts";
import EmployeeLayout from "../(employee)/layout.tsx";

const LINKS = [
  { href: "/approvals", label: "Waiting" },
  { href: "/approvals/decided", label: "Decided" },
  { href: "/approvals/away", label: "Away" },
];
const FIGURES = { href: "/program/exemptions", label: "Figures" };

/** What whoever decides works with, inside of what every employee sees: anybody may be asked to stand in. */
export default async function ManagerLayout({ children }: { children: ReactNode }) {
  const actor = await identifyForPage(await requestedPath());
  return (
    <EmployeeLayout>
      <nav aria-label="Approvals" className="-mx-3 border-line border-b pb-3 print:hidden">
        <NavLinks links={mayCount(actor.roles) ? [...LINKS, FIGURES] : LINKS} direction="row" />
      </nav>
      {children}
    </EmployeeLayout>
  );
}
