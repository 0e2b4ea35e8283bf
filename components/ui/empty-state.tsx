import type { ReactNode } from "react";

/** What to do where a list has nothing to show yet. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-3 rounded-card border border-edge border-dashed p-6">
      <p className="font-semibold">{title}</p>
      {children}
    </div>
  );
}
