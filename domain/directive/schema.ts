import { z } from "zod";
import { category } from "../notice/schema.ts";

/**
 * Every minute of a device carries one of these labels; there is no minute without one.
 * The first twelve are the program's own states; the last four say why an agent failed
 * closed (docs/decisions/0006-coverage-labels.md).
 */
export const COVERAGE_LABELS = [
  "collected",
  "paused",
  "exempt",
  "no-consent",
  "held-by-law",
  "excluded-app",
  "locked",
  "power-saving",
  "bandwidth-saving",
  "offline",
  "permission-lost",
  "agent-off",
  "display-lost",
  "clock-changed",
  "untrusted",
  "unlinked",
] as const;
export const coverageLabel = z.enum(COVERAGE_LABELS);
export type CoverageLabel = z.infer<typeof coverageLabel>;

export const PLATFORMS = ["linux", "darwin", "win32"] as const;
export const platform = z.enum(PLATFORMS);
export type Platform = z.infer<typeof platform>;

export const applicationId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/** An approved application as the agent needs it: how to recognise it, and what may be collected in it. */
export const directiveApplication = z.strictObject({
  id: applicationId,
  name: z.string().max(80),
  /** Program names (lower case, no path, no extension) per platform, e.g. `{ linux: ["xterm"] }`. */
  match: z.partialRecord(platform, z.array(z.string().max(80)).max(20)),
  categories: z.array(category),
});
export type DirectiveApplication = z.infer<typeof directiveApplication>;

/** Why a device collects, or does not, in words for the person who uses it. */
export const reason = z.strictObject({
  label: coverageLabel,
  text: z.string().max(300),
});
export type Reason = z.infer<typeof reason>;

export const limits = z.strictObject({
  /** Bytes the agent may exchange in a day before it falls silent (`bandwidth-saving`). */
  bytesPerDay: z.int().positive(),
  /** Below this battery percentage, and off mains power, the agent stops (`power-saving`). */
  minBatteryPercent: z.int().min(0).max(100),
  deferOnMetered: z.boolean(),
  /** Screen pictures the agent may take in a local day. Left out for agents older than `KNOWS_CAPTURES`. */
  capturesPerDay: z.int().min(0).max(100).optional(),
});
export type Limits = z.infer<typeof limits>;

/**
 * What one device may collect now. Travels as a compact JWS (EdDSA, typ `sayso-directive+jwt`).
 * `label` is `collected` when something may be collected, else why nothing may.
 * Times are milliseconds since the epoch, server time.
 */
export const directive = z.strictObject({
  deviceId: z.uuid(),
  epoch: z.string().regex(/^[A-Za-z0-9_-]{16,43}$/),
  label: coverageLabel,
  reasons: z.array(reason).max(20),
  applications: z.array(directiveApplication).max(200),
  /**
   * What an exemption alone takes away, by application: nothing of it is collected, whatever else stands here. Left
   * out when there is nothing, and for agents older than `KNOWS_SPARED`, which trust no field that they do not know.
   */
  spared: z.array(directiveApplication).max(200).optional(),
  limits,
  /** When the decision will next change by itself (a pause ends, an exemption begins), or null. */
  changesAt: z.int().nullable(),
  issuedAt: z.int(),
  validUntil: z.int(),
});
export type Directive = z.infer<typeof directive>;
/** The first version of the agent (major, minor) that is told what is spared. */
export const KNOWS_SPARED = [0, 2] as const;
/** The first that is told how many pictures it may take. */
export const KNOWS_CAPTURES = [0, 3] as const;

/**
 * Prolongs the directive of the same device and epoch without sending it again
 * (typ `sayso-lease+jwt`; docs/decisions/0005-directive-and-lease.md).
 */
export const lease = z.strictObject({
  deviceId: z.uuid(),
  epoch: directive.shape.epoch,
  issuedAt: z.int(),
  validUntil: z.int(),
});
export type Lease = z.infer<typeof lease>;

export const DIRECTIVE_TYP = "sayso-directive+jwt";
export const LEASE_TYP = "sayso-lease+jwt";

/** Shown beside the code for comparison: no control or direction characters that could make it look like another. */
const deviceText = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{C}+$/u);

/**
 * RFC 8628 section 3.1, sent as a form; the three device fields are ours. Here and below, parameters that are
 * not known are ignored (RFC 6749 section 3.2).
 */
export const deviceAuthorizationRequest = z.object({
  client_id: z.literal("sayso-agent"),
  device_name: deviceText,
  device_platform: platform,
  device_serial: deviceText,
});

/** RFC 8628 section 3.2. */
export const deviceAuthorizationResponse = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int(),
  interval: z.int(),
});

export const DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** RFC 8628 section 3.4 and RFC 6749 section 6, sent as a form with a DPoP proof (RFC 9449). */
export const tokenRequest = z.discriminatedUnion("grant_type", [
  z.object({
    grant_type: z.literal(DEVICE_CODE_GRANT),
    device_code: z.string().max(200),
    client_id: z.literal("sayso-agent"),
  }),
  z.object({
    grant_type: z.literal("refresh_token"),
    refresh_token: z.string().max(200),
    client_id: z.literal("sayso-agent"),
  }),
]);

/** RFC 6749 section 5.1, with the device's id and the keys that directives are signed with. */
export const tokenResponse = z.object({
  access_token: z.string(),
  token_type: z.literal("DPoP"),
  expires_in: z.int(),
  refresh_token: z.string(),
  device_id: z.uuid(),
  directive_keys: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
});
