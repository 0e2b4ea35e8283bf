import { subscribe } from "../../../lib/events.ts";
import { answerRoute } from "../../_door/route.ts";
import { recheck } from "../../_door/session.ts";

export const dynamic = "force-dynamic";

const BEAT_MS = 25_000;
/** Streams end by themselves and are opened again, so that none outlives a deploy or a forgotten tab. */
const LIFE_MS = 15 * 60_000;
/** Records may arrive many times a second; a page need not be re-read as often. */
const QUIET_MS = 500;

/** Pages that one person has open, in each process; of more than this the oldest is let go. */
const MOST_STREAMS = 10;
/** Words that may wait for a page which does not read; after that it is let go, and comes back. */
const UNREAD = 16;

/** How to end the streams of each person, the oldest first. */
const open = new Map<string, Set<() => void>>();

function admit(personId: string, end: () => void): () => void {
  const own = open.get(personId) ?? new Set();
  open.set(personId, own.add(end));
  const [oldest] = own;
  if (own.size > MOST_STREAMS) oldest?.();
  return () => {
    own.delete(end);
    if (own.size === 0 && open.get(personId) === own) open.delete(personId);
  };
}

/** Tells the actor's open pages to read again. Carries nothing but the word `come`. */
export function GET(request: Request): Promise<Response> {
  return answerRoute(async (actor) => {
    const stillTrue = await recheck();
    return new Response(stream(actor.id, request.signal, stillTrue), {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  });
}

function stream(
  personId: string,
  gone: AbortSignal,
  stillTrue: () => Promise<boolean>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      const say = (text: string) => {
        if (stopped) return;
        if ((controller.desiredSize ?? 0) <= 0) end();
        else controller.enqueue(encoder.encode(text));
      };
      let due: NodeJS.Timeout | undefined;
      let stopped = false;
      const come = () => {
        due = undefined;
        say("event: come\ndata: \n\n");
      };
      const unsubscribe = subscribe(personId, (event) => {
        if (event === "changed") come();
        else due ??= setTimeout(come, QUIET_MS);
      });
      const beat = setInterval(async () => {
        const believed = await stillTrue().catch(() => false);
        if (stopped) return;
        if (believed) say(": beat\n\n");
        else end();
      }, BEAT_MS);
      const life = setTimeout(() => end(), LIFE_MS);
      stop = () => {
        stopped = true;
        unsubscribe();
        leave();
        clearInterval(beat);
        clearTimeout(life);
        clearTimeout(due);
      };
      const end = () => {
        if (stopped) return;
        stop();
        controller.close();
      };
      const leave = admit(personId, end);
      gone.addEventListener("abort", () => stop());
      say("retry: 1000\n\n");
    },
    cancel: () => stop(),
  };
  return new ReadableStream(source, { highWaterMark: UNREAD });
}
