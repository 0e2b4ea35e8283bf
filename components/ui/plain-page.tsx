import type { ReactNode } from "react";
import { MAIN_ID } from "./skip-link.tsx";

/** A page without header or navigation: errors, and what is shown before sign-in. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main
      id={MAIN_ID}
      tabIndex={-1}
      className="mx-auto grid max-w-xl justify-items-start gap-5 px-4 py-16 sm:py-24"
    >
      <p className="font-semibold text-accent tracking-tight">Sayso</p>
      <h1 className="font-semibold text-3xl">{title}</h1>
      {children}
    </main>
  );
}
