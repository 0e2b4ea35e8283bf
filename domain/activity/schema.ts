import { z } from "zod";
import { applicationId, coverageLabel, platform } from "../directive/schema.ts";

/**
 * The wire between agent and portal. There is no free-text field: every value is a number, an
 * identifier from a closed list, or a UUID (promise 6). Times are tenths of a second, so that a
 * finer timing cannot even be written down (keystroke rhythm is biometric in some states).
 */
const tenths = z.int().min(0).max(600);
const count = z.int().min(0).max(10_000);
const some = z.int().min(1).max(10_000);

const button = z.enum(["left", "middle", "right"]);

/**
 * `Ctrl+Shift+S`. At least one modifier other than Shift; the key is a letter, a digit, or a
 * named key, so a chord cannot spell a word.
 */
export const chord = z
  .string()
  .regex(
    /^(?=.*(?:Ctrl|Alt|Meta)\+)(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:Meta\+)?(?:[A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4])|Enter|Escape|Tab|Space|Backspace|Delete|Insert|Home|End|PageUp|PageDown|ArrowUp|ArrowDown|ArrowLeft|ArrowRight|Punctuation)$/,
  );

export const step = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("switch"), at: tenths }),
  z.strictObject({
    kind: z.literal("move"),
    at: tenths,
    for: tenths,
    pixels: z.int().min(0).max(10_000_000),
  }),
  z.strictObject({ kind: z.literal("click"), at: tenths, button, times: z.int().min(1).max(3) }),
  z.strictObject({
    kind: z.literal("drag"),
    at: tenths,
    for: tenths,
    button,
    pixels: z.int().min(0).max(10_000_000),
  }),
  z.strictObject({
    kind: z.literal("scroll"),
    at: tenths,
    for: tenths,
    direction: z.enum(["up", "down", "left", "right"]),
    ticks: some,
  }),
  z.strictObject({ kind: z.literal("shortcut"), at: tenths, chord }),
  /** A key burst: how many presses of each class, in no order, and how long it took. */
  z.strictObject({
    kind: z.literal("keys"),
    at: tenths,
    for: tenths,
    letters: some.optional(),
    digits: some.optional(),
    symbols: some.optional(),
    spaces: some.optional(),
    enters: some.optional(),
    erasures: some.optional(),
    navigation: some.optional(),
    others: some.optional(),
  }),
]);
export type Step = z.infer<typeof step>;

/** One device, one application, at most one minute. `from` is tenths of a second since the epoch, server time. */
export const segment = z
  .strictObject({
    application: applicationId,
    from: z.int().min(0).max(99_999_999_999),
    length: z.int().min(1).max(600),
    steps: z.array(step).max(600),
  })
  .refine((s) => s.steps.every((each) => each.at + ("for" in each ? each.for : 0) <= s.length), {
    path: ["steps"],
    message: "a step lies outside its segment",
  });
export type Segment = z.infer<typeof segment>;

/** `minutes` whole minutes from `from` (minutes since the epoch, server time) that share one label. */
export const coverageRun = z.strictObject({
  from: z.int().min(0).max(99_999_999),
  minutes: z.int().min(1).max(20_160),
  label: coverageLabel,
});
export type CoverageRun = z.infer<typeof coverageRun>;

/** What the agent cost the machine since its last batch. */
export const usage = z.strictObject({
  cpuMs: z.int().min(0).max(86_400_000),
  rssMb: z.int().min(0).max(65_536),
  bytesSent: z.int().min(0).max(10_000_000_000),
  bytesReceived: z.int().min(0).max(10_000_000_000),
  batteryPercent: z.int().min(0).max(100).nullable(),
  /** Segments the full queue had to drop, oldest first. */
  droppedSegments: count,
});
export type Usage = z.infer<typeof usage>;

/** The unit of idempotency. `id` is a UUIDv7 made when the batch was sealed. */
export const batch = z.strictObject({
  id: z.uuidv7(),
  segments: z.array(segment).max(200),
  coverage: z.array(coverageRun).max(100),
  usage,
});
export type Batch = z.infer<typeof batch>;

export const syncRequest = z.strictObject({
  agent: z.strictObject({ version: z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/), platform }),
  /** The directive in force on the device, and since when (ms, server time). Null before the first. */
  applied: z
    .strictObject({ epoch: z.string().regex(/^[A-Za-z0-9_-]{16,43}$/), at: z.int().min(0) })
    .nullable(),
  /** What the device is doing at this moment. */
  label: coverageLabel,
  batches: z.array(batch).max(20),
});
export type SyncRequest = z.infer<typeof syncRequest>;

/** Why records were not kept. Shown to the employee, with counts. */
export const DISCARD_REASONS = [
  "paused",
  "exempt",
  "no-consent",
  "held-by-law",
  "application-not-approved",
  "application-not-allowed",
  "before-enrolment",
  "in-the-future",
  "too-old",
  "already-recorded",
  "over-daily-limit",
  "erased",
] as const;
export const discardReason = z.enum(DISCARD_REASONS);
export type DiscardReason = z.infer<typeof discardReason>;
/** The first version of the agent (major, minor) that is told `erased`; older ones take no reason they do not know. */
export const KNOWS_ERASED = [0, 3] as const;

/**
 * `accepted`: all of it stored. `duplicate`: this batch id was taken before; nothing changed.
 * `cut`: part was discarded. `discarded`: all of it was. Every one is final: the agent forgets the batch.
 */
export const batchResult = z.strictObject({
  id: z.uuid(),
  status: z.enum(["accepted", "duplicate", "cut", "discarded"]),
  stored: z.int().min(0),
  discarded: z.array(
    z.strictObject({ reason: discardReason, steps: z.int().min(0), tenths: z.int().min(0) }),
  ),
});
export type BatchResult = z.infer<typeof batchResult>;

export const syncResponse = z.strictObject({
  /** Milliseconds since the epoch. */
  serverTime: z.int(),
  /** Compact JWS; sent when the epoch differs from the applied one. */
  directive: z.string().max(200_000).optional(),
  /** Compact JWS; sent when the applied directive stays in force. */
  lease: z.string().max(2_000).optional(),
  results: z.array(batchResult),
  /** When to come again, in milliseconds, if nothing calls sooner. */
  nextSyncMs: z.int().min(100).max(3_600_000),
});
export type SyncResponse = z.infer<typeof syncResponse>;

/** One redacted screen picture (PNG), as `PUT /captures/{id}` takes it: pixels, and bytes of the body. */
export const CAPTURE_LIMITS = { width: 640, height: 1_600, bytes: 500_000 } as const;
/**
 * A UUIDv7 made at the very millisecond, by the portal's clock, in which the picture was taken; in small letters, since
 * it is the unit of idempotency.
 */
export const captureId = z.uuidv7().toLowerCase();
/** What goes along as headers, in lower case. `content-digest` is of the body (RFC 9530). */
export const captureHeaders = z.object({
  "content-type": z.literal("image/png"),
  "sayso-application": applicationId,
  "content-digest": z.string().regex(/^sha-256=:[A-Za-z0-9+/]{43}=:$/),
});
export type CaptureHeaders = z.infer<typeof captureHeaders>;

/**
 * `stored`: it is kept whole. `duplicate`: it was before; nothing changed. `discarded`: it was not allowed, and nothing
 * of it is kept. Every one is final: the agent forgets the picture. `reason` is a `DiscardReason`, or another word of a
 * portal that is newer than the agent, which would otherwise send the picture for ever.
 */
export const captureResult = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("stored") }),
  z.strictObject({ status: z.literal("duplicate") }),
  z.strictObject({
    status: z.literal("discarded"),
    reason: z
      .string()
      .regex(/^[a-z-]{1,40}$/)
      .meta({ examples: [...DISCARD_REASONS] }),
  }),
]);
export type CaptureResult = z.infer<typeof captureResult>;
