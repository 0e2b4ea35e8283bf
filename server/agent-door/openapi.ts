import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { CAPTURE_LIMITS, captureResult, syncRequest, syncResponse } from "../../domain/activity/schema.ts";
import {
  applicationId,
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  directive,
  lease,
  tokenRequest,
  tokenResponse,
} from "../../domain/directive/schema.ts";
import { BASE_PATH, publicUrl } from "./identify.ts";

export const pauseBody = z.strictObject({
  minutes: z
    .number()
    .min(1 / 60)
    .max(30),
});
export const pauseAnswer = z.object({ id: z.uuid(), startedAt: z.string(), plannedEndAt: z.string() });
export const emptyBody = z.strictObject({});
const unlinkingAnswer = z.object({ at: z.string() });
export const resumptionAnswer = z.object({ id: z.uuid(), endedAt: z.string() });

/** RFC 9457. `fields` says which part of the body is wrong and why; `error` is there with a 401. */
const problem = z.object({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  error: z.enum(["invalid_token", "invalid_dpop_proof"]).optional(),
  fields: z.record(z.string(), z.string()).optional(),
  serverTime: z.int(),
});

/** RFC 6749 section 5.2 and RFC 8628 section 3.5. */
const oauthError = z.object({ error: z.string(), error_description: z.string(), server_time: z.int() });

const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const refusal = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problem } },
});
const form = (schema: z.ZodType) => ({
  body: { required: true, content: { "application/x-www-form-urlencoded": { schema } } },
});
const body = (schema: z.ZodType) => ({
  body: { required: true, content: { "application/json": { schema } } },
});

const KEY = [{ dpop: [] }];
const DEVICE = [{ token: [], dpop: [] }];
const REFUSALS = {
  401: refusal(
    "Unknown, expired or another key's token (`invalid_token`), a proof that is wrong or was used (`invalid_dpop_proof`), or an unlinked device (type `…/device-revoked`).",
  ),
  413: refusal("Over 1 MB, before or after inflating: send it in parts."),
  422: refusal("Not as described here; `fields` says where."),
  429: refusal("Too often: wait `Retry-After` seconds."),
  503: refusal("Wait `Retry-After` seconds, with full jitter."),
};

const ROUTES = [
  createRoute({
    method: "post",
    path: "/device_authorization",
    summary: "Ask to be linked (RFC 8628). The proof's key becomes the device's.",
    security: KEY,
    request: form(deviceAuthorizationRequest),
    responses: { 200: json(deviceAuthorizationResponse, "What to show."), 400: json(oauthError, "Refused.") },
  }),
  createRoute({
    method: "post",
    path: "/token",
    summary: "Trade a device code, or a refresh token, for an access token bound to the key (RFC 9449).",
    security: KEY,
    request: form(tokenRequest),
    responses: {
      200: json(tokenResponse, "Tokens."),
      400: json(oauthError, "Refused, or not yet answered."),
    },
  }),
  createRoute({
    method: "post",
    path: "/sync",
    summary: "The whole conversation: records in; a directive or a lease, and each batch's result, out.",
    security: DEVICE,
    request: body(syncRequest),
    responses: { 200: json(syncResponse, "Everything here is committed."), ...REFUSALS },
  }),
  createRoute({
    method: "get",
    path: "/events",
    summary: "Server-sent events that only say `come`: sync now.",
    security: DEVICE,
    responses: {
      200: {
        description: "A stream; it ends after a while.",
        content: { "text/event-stream": { schema: z.string() } },
      },
      401: REFUSALS[401],
    },
  }),
  createRoute({
    method: "post",
    path: "/pauses",
    summary: "Pause collection about the device's owner, on all their devices.",
    security: DEVICE,
    request: body(pauseBody),
    responses: { 201: json(pauseAnswer, "It runs."), 409: refusal("One is running already."), ...REFUSALS },
  }),
  createRoute({
    method: "post",
    path: "/resumptions",
    summary: "End the running pause early.",
    security: DEVICE,
    request: body(emptyBody),
    responses: {
      201: json(resumptionAnswer, "It has ended."),
      409: refusal("None is running."),
      ...REFUSALS,
    },
  }),
  createRoute({
    method: "post",
    path: "/unlinkings",
    summary: "Unlink this very device: its tokens are refused from now on.",
    security: DEVICE,
    request: body(emptyBody),
    responses: { 201: json(unlinkingAnswer, "It is unlinked."), ...REFUSALS },
  }),
  createRoute({
    method: "put",
    path: "/captures/{id}",
    summary: "Keep one screen picture, redacted on the device. May be repeated until it is answered.",
    security: DEVICE,
    request: {
      params: z.object({
        id: z
          .uuidv7()
          .describe("Made at the millisecond, by the portal's clock, in which the picture was taken."),
      }),
      headers: z.object({
        "Sayso-Application": applicationId.describe("The application that the picture shows."),
        "Content-Digest": z.string().describe("The body's `sha-256` (RFC 9530)."),
      }),
      body: {
        required: true,
        description: `A PNG of at most ${CAPTURE_LIMITS.width} by ${CAPTURE_LIMITS.height} pixels and ${CAPTURE_LIMITS.bytes} bytes, and nothing behind its end. It is drawn anew: only its pixels are kept.`,
        content: { "image/png": { schema: z.string().meta({ format: "binary" }) } },
      },
    },
    responses: {
      200: json(captureResult, "Final: it was kept before, or was not allowed and nothing of it is kept."),
      201: json(captureResult, "It is kept."),
      ...REFUSALS,
      413: refusal("Over the number of bytes: nothing of it is kept, and it need not be sent again."),
      415: refusal("Not `image/png`, or sent packed."),
      422: refusal(
        "No such picture: not a PNG, too large, damaged, or more than a picture; or not what its digest or `fields` say.",
      ),
    },
  }),
];

/** The agents' door described, from the schemas that it parses with. */
export function openApiDocument() {
  const described = new OpenAPIHono();
  const { openAPIRegistry: registry } = described;
  registry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "DPoP",
    description: "`Authorization: DPoP <access token>`",
  });
  registry.registerComponent("securitySchemes", "dpop", {
    type: "apiKey",
    in: "header",
    name: "DPoP",
    description:
      "A fresh proof for every request (RFC 9449), EdDSA (Ed25519) or ES256. `htu` is the public address.",
  });
  for (const route of ROUTES) registry.registerPath(route);
  const document = described.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Sayso agents' door",
      version: "1",
      license: { name: "Apache-2.0" },
    },
    servers: [{ url: publicUrl(BASE_PATH) }],
  });
  // What travels inside the signed answers; no path names them.
  const schemas = { Directive: z.toJSONSchema(directive), Lease: z.toJSONSchema(lease) };
  return { ...document, components: { ...document.components, schemas } };
}
