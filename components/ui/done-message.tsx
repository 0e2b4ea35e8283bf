"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** What came of a form that is gone now. It takes the focus, which was on the form's button. */
export function DoneMessage({ children }: { children: ReactNode }) {
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <p ref={box} tabIndex={-1} className="font-semibold">
      {children}
    </p>
  );
}
