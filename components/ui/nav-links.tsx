"use client";

import { usePathname } from "next/navigation";
import { classNames } from "./class-names.ts";
import { Link } from "./link.tsx";

export type NavLink = {
  href: string;
  label: string;
  /** Other addresses that belong to it. */
  covers?: readonly string[];
};

/** The navigation's links; the one that leads here is marked for the eye and for screen readers. */
export function NavLinks({ links, direction }: { links: NavLink[]; direction: "row" | "column" }) {
  const current = linkTo(usePathname(), links);
  return (
    <ul className={direction === "row" ? "flex flex-wrap gap-1" : "grid"}>
      {links.map(({ href, label }) => {
        const here = href === current;
        return (
          <li key={href}>
            <Link
              href={href}
              aria-current={here ? "page" : undefined}
              className={classNames(
                "block rounded-control px-3 py-1.5 hover:bg-sunken",
                here ? "font-semibold text-accent underline decoration-2 underline-offset-8" : "text-ink",
              )}
            >
              {label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The link that leads nearest to a path: the longest address that it begins with. */
function linkTo(path: string, links: readonly NavLink[]): string | undefined {
  const leads = (address: string) =>
    address === "/" ? path === "/" : path === address || path.startsWith(`${address}/`);
  const candidates = links.flatMap(({ href, covers = [] }) =>
    [href, ...covers].filter(leads).map((address) => ({ href, length: address.length })),
  );
  return candidates.sort((a, b) => b.length - a.length)[0]?.href;
}
