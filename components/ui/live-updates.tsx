"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";

type LiveUpdatesProps = {
  /** Address of a server-sent-event stream whose every `come` event means: read again. */
  stream: string;
};

const CHANNEL = "live-updates";
const AGAIN_MS = 3000;

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
    const lock = `${CHANNEL}:${stream}`;
    const hold = () => listen(stream, channel, leaving.signal, reread);
    navigator.locks
      .request(lock, { ifAvailable: true }, (held) => {
        if (leaving.signal.aborted) return;
        if (held) return hold();
        // Another tab listens. What it told between this page's reading and now was not heard here.
        reread();
        navigator.locks.request(lock, { signal: leaving.signal }, hold).catch(() => undefined);
      })
      .catch(() => undefined);
    return () => {
      leaving.abort();
      channel.close();
    };
  }, [stream]);

  return null;
}

/** Holds the stream, and with it the lock, until this tab leaves. */
function listen(
  stream: string,
  channel: BroadcastChannel,
  leaving: AbortSignal,
  reread: () => void,
): Promise<void> {
  const tell = () => {
    reread();
    channel.postMessage("come");
  };
  let source: EventSource;
  const open = () => {
    source = new EventSource(stream);
    // What happened while nobody listened was missed: also between this page's reading and now.
    source.onopen = tell;
    source.addEventListener("come", tell);
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) void refused();
    };
  };
  /** EventSource reconnects after a broken connection by itself, and gives up after a refusal. */
  const refused = async () => {
    const answer = await fetch(stream, { signal: leaving }).catch(() => null);
    await answer?.body?.cancel().catch(() => undefined);
    // Whoever is signed out by now is led to the sign-in by reading again.
    if (answer?.status === 401) tell();
    else if (!leaving.aborted) setTimeout(() => !leaving.aborted && open(), AGAIN_MS);
  };
  open();
  return new Promise((resolve) => {
    leaving.addEventListener("abort", () => {
      source.close();
      resolve();
    });
  });
}
