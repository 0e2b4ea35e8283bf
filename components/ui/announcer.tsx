"use client";

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

const Announce = createContext<(message: string) => void>(() => {});

/** Says a message to screen readers, politely, without moving focus. */
export function useAnnounce(): (message: string) => void {
  return useContext(Announce);
}

/** The one live region of the page. It is there from the start, since regions added later are often not read. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<{ id: number; text: string }>({ id: 0, text: "" });
  const announce = useCallback((text: string) => setMessages(({ id }) => ({ id: id + 1, text })), []);
  return (
    <Announce value={announce}>
      {children}
      <div role="status" aria-live="polite" className="sr-only">
        {/* The key makes the same words said twice be two announcements. */}
        <p key={messages.id}>{messages.text}</p>
      </div>
    </Announce>
  );
}
