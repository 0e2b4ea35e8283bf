import type { ReactNode } from "react";
import { NavLinks } from "../../components/ui/nav-links.tsx";
import { identifyForPage, requestedPath } from "../_door/session.ts";
import EmployeeLayout from "../(employee)/layout.tsx";

const LINKS = [
  { href: "/jurisdictions", label: "Jurisdictions" },
  { href: "/jurisdictions/people", label: "People" },
  { href: "/jurisdictions/question", label: "Question" },
  { href: "/notices", label: "Notices" },
  { href: "/postings", label: "Postings" },
  { href: "/evidence", label: "Evidence packs" },
  { href: "/coverage", label: "Coverage" },
];

/** What legal works with, inside of what every employee sees. Whoever is not of legal sees no sign of it. */
export default async function LegalLayout({ children }: { children: ReactNode }) {
  const actor = await identifyForPage(await requestedPath());
  return (
    <EmployeeLayout>
      {actor.roles.includes("legal") && (
        <nav aria-label="Legal" className="-mx-3 border-line border-b pb-3 print:hidden">
          <NavLinks links={LINKS} direction="row" />
        </nav>
      )}
      {children}
    </EmployeeLayout>
  );
}
