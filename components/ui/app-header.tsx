import type { ReactNode } from "react";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";
import { type NavLink, NavLinks } from "./nav-links.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

type AppHeaderProps = {
  links: NavLink[];
  personName: string;
  /** What must be within reach on every page, beside the menu. */
  children?: ReactNode;
  /** The end of the menu, e.g. sign-out. */
  account: ReactNode;
};

/** The top of every signed-in page. The navigation has a row of its own; where it is narrow it moves into the menu. */
export function AppHeader({ links, personName, children, account }: AppHeaderProps) {
  return (
    <header className="relative border-line border-b bg-surface print:hidden">
      <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-2 gap-y-2 px-4 sm:gap-x-6 py-2.5">
        <Link href="/" className="rounded-control py-1 font-semibold text-accent text-lg tracking-tight">
          Sayso
        </Link>
        <nav aria-label="Main" className="-mx-3 order-last hidden w-full lg:block">
          <NavLinks links={links} direction="row" />
        </nav>
        <div className="ml-auto flex items-center gap-2">
          {children}
          <Menu
            label={
              <>
                <span className="lg:hidden">Menu</span>
                <span className="hidden max-w-40 truncate lg:inline">{personName}</span>
              </>
            }
          >
            <nav aria-label="Menu" className="lg:hidden">
              <NavLinks links={links} direction="column" />
            </nav>
            <p className="text-muted text-sm">Signed in as {personName}</p>
            <ThemeSwitch />
            {account}
          </Menu>
        </div>
      </div>
    </header>
  );
}
