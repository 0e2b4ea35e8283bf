import type { ReactNode } from "react";
import { MY_DATA, RECORDS } from "../../../components/activity/addresses.ts";
import { PICTURES } from "../../../components/capture/addresses.ts";
import { CORRECTIONS } from "../../../components/correction/addresses.ts";
import { DELETE, ERASE } from "../../../components/erasure/addresses.ts";
import { DOWNLOAD } from "../../../components/export/addresses.ts";
import { NavLinks } from "../../../components/ui/nav-links.tsx";

const LINKS = [
  { href: MY_DATA, label: "Overview" },
  { href: RECORDS, label: "Records" },
  { href: PICTURES, label: "Pictures" },
  { href: CORRECTIONS, label: "Corrections" },
  { href: DOWNLOAD, label: "Download" },
  { href: DELETE, label: "Delete", covers: [ERASE] },
];

/** Every page about what is stored of the reader leads to all the others, in the same place. */
export default function MyDataLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <nav aria-label="My data" className="-mx-3 border-line border-b pb-3 print:hidden">
        <NavLinks links={LINKS} direction="row" />
      </nav>
      {children}
    </>
  );
}
