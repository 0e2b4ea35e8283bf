"use client";

import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";

type SeenWatchProps = {
  noticeId: string;
  /** Called once with the notice's id when its end has come into view. */
  seenAction: (noticeId: string) => Promise<void>;
  children: ReactNode;
};

/** What stands at the end of a notice: whoever has it in view has seen the notice. */
export function SeenWatch({ noticeId, seenAction, children }: SeenWatchProps) {
  const end = useRef<HTMLDivElement>(null);
  const tell = useEffectEvent(() => {
    // Being seen is a fact for the record; failing to record it must not disturb the reader.
    seenAction(noticeId).catch(() => undefined);
  });
  useEffect(() => {
    const watched = end.current;
    if (!watched) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      tell();
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return <div ref={end}>{children}</div>;
}
