"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";

type LiveUpdatesProps = {
  /** Address of a server-sent-event stream whose every `come` event means: read again. */
  stream: string;
};

const CHANNEL = "live-updates";

/**
 * Keeps a page true: re-reads it when the server says that something changed. All tabs of a browser
 * share one stream; the tab that holds the lock listens, and tells the others.
 */
export function LiveUpdates({ stream }: LiveUpdatesProps) {
  const router = useRouter();
  const reread = useEffectEvent(() => router.refresh());

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => reread();
    const leaving = new AbortController();
    navigator.locks
      .request(`${CHANNEL}:${stream}`, { signal: leaving.signal }, () =>
        listen(stream, channel, leaving.signal, reread),
      )
      .catch(() => undefined);
    return () => {
      leaving.abort();
      channel.close();
    };
  }, [stream]);

  return null;
}

/** Holds the stream, and with it the lock, until this tab leaves. EventSource reconnects by itself. */
function listen(
  stream: string,
  channel: BroadcastChannel,
  leaving: AbortSignal,
  reread: () => void,
): Promise<void> {
  const source = new EventSource(stream);
  const tell = () => {
    reread();
    channel.postMessage("come");
  };
  // What happened while nobody listened was missed: also between this page's reading and now.
  source.onopen = tell;
  source.addEventListener("come", tell);
  return new Promise((resolve) => {
    leaving.addEventListener("abort", () => {
      source.close();
      resolve();
    });
  });
}
