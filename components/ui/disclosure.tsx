import type { ReactNode } from "react";

/** More, on request. Native, so it opens without scripts and is found by the browser's own search. */
export function Disclosure({
  summary,
  isOpen,
  children,
}: {
  summary: ReactNode;
  /** Whether it is open to begin with. */
  isOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <details open={isOpen} className="group">
      <summary className="inline-flex min-h-8 list-none items-center gap-2 rounded-control text-accent underline underline-offset-4">
        <svg
          aria-hidden="true"
          viewBox="0 0 12 12"
          className="size-3 shrink-0 transition-transform group-open:rotate-90"
        >
          <path d="M4 2l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
        {summary}
      </summary>
      <div className="mt-3 grid gap-3">{children}</div>
    </details>
  );
}
