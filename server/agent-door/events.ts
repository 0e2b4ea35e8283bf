import type { Context } from "hono";
import type { DeviceActor } from "../../domain/actor/schema.ts";
import { listShutOut } from "../../domain/directory/queries/admit-devices.ts";
import { subscribe } from "../../lib/events.ts";

const BEAT_MS = 25_000;
/** Streams live a quarter of an hour, give or take, so that they end at different times and move between replicas. */
const LIFE_MS = 900_000;
/** The first of several changes is told at once, those right behind it together. */
const COALESCE_MS = 5;

const encoder = new TextEncoder();
const COME = encoder.encode("event: come\ndata:\n\n");
const BEAT = encoder.encode(": beat\n\n");

interface Stream {
  readonly deviceId: string;
  readonly endsAt: number;
  send(bytes: Uint8Array): void;
  end(): void;
}

/** By device: a new stream takes the place of the one before it, which nobody may be reading any more. */
const open = new Map<string, Stream>();

/** GET /events: a stream that only says "come". One timer beats for all; nothing is kept per connection but this. */
export function openEvents(c: Context, actor: DeviceActor): Response {
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        stop = begin(actor, controller);
      },
      cancel: () => stop(),
    },
    { highWaterMark: 16 },
  );
  c.req.raw.signal.addEventListener("abort", () => stop(), { once: true });
  return c.body(body, 200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
  });
}

function begin(actor: DeviceActor, controller: ReadableStreamDefaultController<Uint8Array>): () => void {
  let ended = false;
  let pending = false;
  let again = false;
  const stream: Stream = {
    deviceId: actor.deviceId,
    endsAt: Date.now() + LIFE_MS * (0.8 + 0.4 * Math.random()),
    send: (bytes) => {
      // Whoever does not read is let go, and comes back.
      if (!ended && (controller.desiredSize ?? 0) <= 0) stream.end();
      if (!ended) controller.enqueue(bytes);
    },
    end: () => {
      if (ended) return;
      stop();
      controller.close();
    },
  };
  const unsubscribe = subscribe(actor.id, (event) => {
    if (event !== "changed") return;
    if (pending) {
      again = true;
      return;
    }
    pending = true;
    stream.send(COME);
    doubt(stream);
    setTimeout(() => {
      pending = false;
      if (again) stream.send(COME);
      again = false;
    }, COALESCE_MS);
  });
  const stop = () => {
    ended = true;
    unsubscribe();
    if (open.get(stream.deviceId) === stream) open.delete(stream.deviceId);
  };
  open.get(stream.deviceId)?.end();
  open.set(stream.deviceId, stream);
  startBeating();
  // The headers travel with the first byte.
  stream.send(BEAT);
  return stop;
}

let isBeating = false;

function startBeating(): void {
  if (isBeating) return;
  isBeating = true;
  setInterval(beat, BEAT_MS).unref();
}

function beat(): void {
  const now = Date.now();
  for (const stream of open.values()) {
    if (stream.endsAt <= now) stream.end();
    else stream.send(BEAT);
  }
}

const doubted = new Set<Stream>();

/** The change may have been that this device was unlinked: asked for all streams that were told, at once. */
function doubt(stream: Stream): void {
  doubted.add(stream);
  if (doubted.size > 1) return;
  setTimeout(async () => {
    const streams = [...doubted];
    doubted.clear();
    const out = new Set(await listShutOut(streams.map((each) => each.deviceId)).catch(() => []));
    for (const each of streams) if (out.has(each.deviceId)) each.end();
  }, 50);
}

/** Ends every stream, so that the process can stop. */
export function closeStreams(): void {
  for (const stream of open.values()) stream.end();
}
