import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { Overloaded } from "../../lib/micro-batch.ts";
import { StoreTrouble, type Trouble } from "../../lib/object-store/store.ts";
import { REFUSAL_STATUS, Refusal, type RefusalDetail } from "../../lib/refusal.ts";
import { publicUrl } from "./identify.ts";

/** A request that the door itself turns away, before any verb is called. */
export class Problem extends Error {
  readonly status: 400 | 404 | 405 | 413 | 415 | 422 | 429 | 503;
  readonly reason: string;
  readonly detail: RefusalDetail;

  constructor(status: Problem["status"], reason: string, message: string, detail: RefusalDetail = {}) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.detail = detail;
  }
}

/** Seconds after which a device that met a fault should come again; it spreads by itself (full jitter). */
const FAULT_RETRY = 5;

const STORE_TROUBLE: Readonly<Record<Trouble, string>> = {
  full: "There is no room for pictures now. Please keep it, and come again.",
  slow: "Pictures cannot be kept in time now. Please keep it, and come again.",
  gone: "Pictures cannot be kept now. Please keep it, and come again.",
};
/** Room is not made within a minute. */
const STORE_RETRY: Readonly<Record<Trouble, number>> = { full: 300, slow: 30, gone: 30 };

/** The only place that turns what was thrown into an answer: problem+json (RFC 9457). */
export function answerProblem(error: unknown, c: Context): Response {
  if (error instanceof Problem) return problem(c, error.status, error.reason, error.message, error.detail);
  if (error instanceof Refusal) {
    const status = REFUSAL_STATUS[error.code];
    if (status === 401) c.header("WWW-Authenticate", challenge(error.reason));
    return problem(c, status, error.reason, error.message, error.detail);
  }
  if (error instanceof Overloaded) {
    return problem(c, 503, "overloaded", "Too much at once. Please come again.", { retryAfter: FAULT_RETRY });
  }
  if (error instanceof StoreTrouble) {
    const { trouble, message } = error;
    console.warn(JSON.stringify({ level: "warning", part: "captures", trouble, text: message }));
    return problem(c, 503, `store-${trouble}`, STORE_TROUBLE[trouble], { retryAfter: STORE_RETRY[trouble] });
  }
  const id = faultId(error, c.req.path);
  c.header("X-Request-Id", id);
  return problem(c, 503, "fault", `Something is wrong on our side (${id}).`, { retryAfter: FAULT_RETRY });
}

/** A revoked device's token is as invalid as an unknown one (RFC 6750 section 3.1); the type says why. */
function challenge(reason: string): string {
  const error = reason === "invalid_dpop_proof" ? reason : "invalid_token";
  return `DPoP error="${error}", algs="EdDSA ES256"`;
}

function problem(
  c: Context,
  status: ContentfulStatusCode,
  reason: string,
  title: string,
  { fields, retryAfter }: RefusalDetail,
): Response {
  if (retryAfter !== undefined) c.header("Retry-After", String(retryAfter));
  const error = status === 401 ? { error: reason === "invalid_dpop_proof" ? reason : "invalid_token" } : {};
  const body = {
    type: publicUrl(`/problems/${reason}`),
    title,
    status,
    ...error,
    ...(fields ? { fields } : {}),
  };
  // A device whose clock is off can set it right from here.
  return c.body(JSON.stringify({ ...body, serverTime: Date.now() }), status, {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
  });
}

const logged = new WeakMap<Error, string>();

/** Logs a fault under an id; one that many requests share, since they went together, is logged once. */
function faultId(error: unknown, path: string): string {
  const known = error instanceof Error ? logged.get(error) : undefined;
  if (known) return known;
  const id = randomUUID();
  if (error instanceof Error) logged.set(error, id);
  console.error(JSON.stringify({ level: "error", request: id, path, error: described(error) }));
  return id;
}

function described(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
