import type { Context } from "hono";
import { z } from "zod";
import { CAPTURE_LIMITS, captureId } from "../../domain/activity/schema.ts";
import { storeCapture } from "../../domain/capture/commands/store-capture.ts";
import { applicationId } from "../../domain/directive/schema.ts";
import { atMost } from "../../lib/at-most.ts";
import { sha256 } from "../../lib/crypto.ts";
import { check, readBytes } from "./body.ts";
import { identifyDevice } from "./identify.ts";
import { limitDevice } from "./limits.ts";
import { Problem } from "./problem.ts";

/** RFC 9530: the digest of the body, which is required here. Others may be named beside it. */
const DIGEST = /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/;

/** A picture unpacks to some megabytes while it is drawn. */
const oneOfFew = atMost({ each: 2, all: 16 }, "Too many pictures come at once. Please come again.");

const captureRequest = z.strictObject({ id: captureId, application: applicationId });

/** One picture, whole, as the device redacted it. */
export async function putCapture(c: Context): Promise<Response> {
  const actor = await identifyDevice(c);
  await limitDevice(actor.deviceId);
  const sent = check(captureRequest, {
    id: c.req.param("id"),
    application: c.req.header("sayso-application"),
  });
  const bytes = await readBytes(c, "image/png", CAPTURE_LIMITS.bytes);
  expectDigest(c.req.header("content-digest"), bytes);
  const result = await oneOfFew(actor.deviceId, () => storeCapture(actor, { ...sent, bytes }));
  return c.json(result, result.status === "stored" ? 201 : 200);
}

function expectDigest(header: string | undefined, bytes: Buffer): void {
  const digest = DIGEST.exec(header ?? "")?.[1];
  if (!digest) throw new Problem(422, "digest", "Content-Digest has to say the body's sha-256 (RFC 9530).");
  if (digest !== sha256(bytes).toString("base64"))
    throw new Problem(422, "digest", "The body is not what its Content-Digest says. Please send it again.");
}
