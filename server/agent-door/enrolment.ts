import type { Context } from "hono";
import { jobActor } from "../../domain/actor/queries.ts";
import {
  DEVICE_CODE_GRANT,
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  tokenRequest,
  tokenResponse,
} from "../../domain/directive/schema.ts";
import { askToLink } from "../../domain/directory/commands/ask-to-link.ts";
import {
  POLL_SECONDS,
  redeemDeviceCode,
  refreshTokens,
  type Tokens,
} from "../../domain/directory/commands/issue-tokens.ts";
import { Refusal } from "../../lib/refusal.ts";
import { publicKeys } from "../../lib/signing.ts";
import { check, readForm } from "./body.ts";
import { identifyKey, publicUrl } from "./identify.ts";
import { limitAddress, limitKey, limitTokens } from "./limits.ts";
import { Problem } from "./problem.ts";

const NO_STORE = { "Cache-Control": "no-store" };

/** POST /device_authorization (RFC 8628 section 3.1). The proof binds the request to the device's key. */
export async function authorizeDevice(c: Context): Promise<Response> {
  await limitAddress(c);
  return oauth(c, async () => {
    const { publicKey, thumbprint } = await identifyKey(c);
    const form = check(deviceAuthorizationRequest, await readForm(c));
    const { deviceCode, userCode, expiresInSeconds } = await askToLink(jobActor("enrolment"), {
      key: { publicKey, thumbprint },
      device: { name: form.device_name, platform: form.device_platform, serial: form.device_serial },
    });
    const page = publicUrl("/devices/link");
    const body = deviceAuthorizationResponse.parse({
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?code=${userCode}`,
      expires_in: expiresInSeconds,
      interval: POLL_SECONDS,
    });
    return c.json(body, 200, NO_STORE);
  });
}

/** POST /token (RFC 8628 section 3.4, RFC 6749 section 6), bound to the key by RFC 9449. */
export async function issueToken(c: Context): Promise<Response> {
  // Before the proof is kept: anybody can make keys as fast as requests, so counting by key bounds nothing.
  await limitTokens(c);
  return oauth(c, async () => {
    const { thumbprint } = await identifyKey(c);
    await limitKey(thumbprint);
    const fields = await readForm(c);
    if (!fields.grant_type) return oauthError(c, "invalid_request", "The field grant_type is missing.");
    if (fields.grant_type !== DEVICE_CODE_GRANT && fields.grant_type !== "refresh_token") {
      return c.json({ error: "unsupported_grant_type" }, 400, NO_STORE);
    }
    const form = check(tokenRequest, fields);
    const job = jobActor("enrolment");
    const tokens =
      form.grant_type === "refresh_token"
        ? await refreshTokens(job, { refreshToken: form.refresh_token, thumbprint })
        : await redeemDeviceCode(job, { deviceCode: form.device_code, thumbprint });
    return c.json(await tokenBody(tokens), 200, NO_STORE);
  });
}

async function tokenBody(tokens: Tokens) {
  return tokenResponse.parse({
    access_token: tokens.accessToken,
    token_type: "DPoP",
    expires_in: tokens.expiresInSeconds,
    refresh_token: tokens.refreshToken,
    device_id: tokens.deviceId,
    directive_keys: await publicKeys(),
  });
}

/** OAuth speaks its own errors (RFC 6749 section 5.2): status 400, `error` and `error_description`. */
async function oauth(c: Context, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const malformed = error instanceof Problem && [400, 413, 415, 422].includes(error.status);
    if (malformed) return oauthError(c, "invalid_request", error.message);
    if (!(error instanceof Refusal) || error.reason === "too-many") throw error;
    return oauthError(c, error.reason, error.message);
  }
}

function oauthError(c: Context, error: string, description: string): Response {
  return c.json({ error, error_description: description, server_time: Date.now() }, 400, NO_STORE);
}
