"use client";

import { usePathname } from "next/navigation";
import { classNames } from "./class-names.ts";
import { Link } from "./link.tsx";

export type NavLink = { href: string; label: string };

/** The navigation's links; the one that leads here is marked for the eye and for screen readers. */
export function NavLinks({ links, direction }: { links: NavLink[]; direction: "row" | "column" }) {
  const path = usePathname();
  return (
    <ul className={direction === "row" ? "flex gap-1" : "grid"}>
      {links.map(({ href, label }) => {
        const here = href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
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
