"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { buttonStyle } from "./button-style.ts";

type MenuProps = {
  label: ReactNode;
  /** For when the visible label alone does not say what opens. */
  name?: string;
  children: ReactNode;
};

/**
 * A button that opens a small panel under it. A native disclosure, so that it opens before scripts
 * have loaded; scripts add closing by Escape, by a press or focus elsewhere, and on arrival at another page.
 */
export function Menu({ label, name, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const path = usePathname();
  const arrived = useRef(path);
  useEffect(() => {
    if (arrived.current !== path && details.current) details.current.open = false;
    arrived.current = path;
  }, [path]);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = details.current;
      if (!menu?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        menu.querySelector("summary")?.focus();
      } else if (event.target instanceof Node && menu.contains(event.target)) return;
      menu.open = false;
    };
    document.addEventListener("keydown", close);
    document.addEventListener("pointerdown", close);
    document.addEventListener("focusin", close);
    return () => {
      document.removeEventListener("keydown", close);
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("focusin", close);
    };
  }, []);
  return (
    <details ref={details} className="group sm:relative">
      <summary aria-label={name} className={buttonStyle("neutral", "small", "list-none")}>
        {label}
        <svg
          aria-hidden="true"
          viewBox="0 0 12 12"
          className="size-3 transition-transform group-open:rotate-180"
        >
          <path d="M2 4l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </summary>
      <div className="absolute inset-x-4 z-40 mt-2 grid gap-3 sm:right-0 sm:left-auto sm:w-64 rounded-card border border-line bg-surface p-4 shadow-float">
        {children}
      </div>
    </details>
  );
}
