import type { ReactNode } from "react";
import { MAIN_ID } from "./skip-link.tsx";

/** Header, content, footer. The content has the width that reads well, and the skip link's target. */
export function AppShell({
  header,
  footer,
  children,
}: {
  header: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      {header}
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="mx-auto grid w-full max-w-5xl content-start gap-6 px-4 py-6 sm:py-10"
      >
        {children}
      </main>
      {footer !== undefined && (
        <footer className="mt-auto border-line border-t text-muted text-sm print:hidden">
          <div className="mx-auto max-w-5xl px-4 py-6">{footer}</div>
        </footer>
      )}
    </div>
  );
}
