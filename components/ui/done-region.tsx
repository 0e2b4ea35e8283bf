"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { DoneMessage } from "./done-message.tsx";

const Tell = createContext<(text: string) => void>(() => undefined);

/** Says at its head what came of a form in it that is gone by then. */
export function DoneRegion({ children }: { children: ReactNode }) {
  const [done, setDone] = useState<{ text: string; round: number }>();
  const tell = (text: string) => setDone((before) => ({ text, round: (before?.round ?? 0) + 1 }));
  return (
    <Tell value={tell}>
      {done && <DoneMessage key={done.round}>{done.text}</DoneMessage>}
      {children}
    </Tell>
  );
}

/** For a form that goes with what it did: tells the region around it. */
export function useTellDone(): (text: string) => void {
  return useContext(Tell);
}
