import type { ReactNode } from "react";
import { AppShell } from "../../components/ui/app-shell.tsx";
import { Link } from "../../components/ui/link.tsx";

/** What hangs on a wall needs no sign-in: nothing here is about anybody. */
export default function PostedLayout({ children }: { children: ReactNode }) {
  return (
    <AppShell
      header={
        <header className="border-line border-b bg-surface print:hidden">
          <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
            <Link href="/" className="rounded-control font-semibold text-accent text-lg tracking-tight">
              Sayso
            </Link>
            <Link href="/posted" className="rounded-control underline underline-offset-4">
              Posted notices
            </Link>
          </div>
        </header>
      }
      footer="Sayso does not record who reads this page. It collects only on your say-so. No answer means no."
    >
      {children}
    </AppShell>
  );
}
