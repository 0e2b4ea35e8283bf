import type { ReactNode } from "react";

/** The page's one `h1`, a sentence on what the page is for, and what can be done with all of it. */
export function PageHeader({
  title,
  lead,
  actions,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-4">
      <div className="grid max-w-prose gap-2">
        <h1 className="font-semibold text-2xl sm:text-3xl">{title}</h1>
        {lead !== undefined && <div className="text-muted">{lead}</div>}
      </div>
      {actions}
    </header>
  );
}
