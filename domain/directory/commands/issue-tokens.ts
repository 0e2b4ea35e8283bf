import { randomToken, sha256 } from "../../../lib/crypto.ts";
import { admit, ingest } from "../../../lib/db/ingest.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { JobActor } from "../../actor/schema.ts";

export const ACCESS_SECONDS = 900;
/** Slides: each refresh begins it anew, so only a device that stays away this long has to be linked again. */
export const REFRESH_SECONDS = 90 * 86_400;
export const POLL_SECONDS = 5;

export interface Tokens {
  readonly deviceId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

interface Polled {
  state: "unknown" | "expired" | "early" | "pending" | "refused" | "approved";
  device_id: string | null;
  employee_id: string | null;
}

/**
 * Trades an approved device code for tokens, in the hands of the key that asked for it (RFC 8628 section
 * 3.4). It may be traded again while it lives: the answer may have been lost, and no other key can.
 * Refuses with the RFC's error as the reason: authorization_pending, slow_down, expired_token,
 * access_denied, invalid_grant.
 */
export async function redeemDeviceCode(
  _actor: JobActor,
  input: { deviceCode: string; thumbprint: string },
): Promise<Tokens> {
  const [polled] = await admit<Polled & { state: string }>(
    "poll-device-request",
    "select * from poll_device_request($1, $2, $3)",
    // A second of tolerance: a client that waits exactly the interval must not be told to slow down.
    [sha256(input.deviceCode), input.thumbprint, POLL_SECONDS - 1],
  );
  if (!polled || polled.state === "unknown") throw invalidGrant("This device code is not known.");
  if (polled.state === "expired") throw new Refusal("expired", "expired_token", "The code has expired.");
  if (polled.state === "early") throw new Refusal("too_many", "slow_down", "Ask less often.");
  if (polled.state === "pending")
    throw new Refusal("conflict", "authorization_pending", "Nobody has answered yet.");
  if (polled.state === "refused" || !polled.device_id || !polled.employee_id) {
    throw new Refusal("forbidden", "access_denied", "The request was refused.");
  }
  const refreshToken = randomToken();
  return save(polled.device_id, polled.employee_id, refreshToken);
}

/**
 * A new access token for the holder of a refresh token and its key (RFC 6749 section 6). The refresh token
 * stays the same: it is bound to the key, so a copy is worthless, and an answer that is lost costs nothing.
 * Refuses: invalid_grant.
 */
export async function refreshTokens(
  _actor: JobActor,
  input: { refreshToken: string; thumbprint: string },
): Promise<Tokens> {
  const [row] = await admit<{
    device_id: string;
    employee_id: string;
    thumbprint: string;
    expired: boolean;
    revoked: boolean;
    active: boolean;
  }>("find-refresh", "select *, expires_at <= sayso_now() as expired from find_refresh($1)", [
    sha256(input.refreshToken),
  ]);
  if (!row || row.thumbprint !== input.thumbprint) throw invalidGrant("This refresh token is not known.");
  if (row.revoked) throw invalidGrant("This device was unlinked.");
  if (!row.active) throw invalidGrant("This account is no longer active.");
  if (row.expired) throw invalidGrant("This device stayed away too long. Link it again.");
  return save(row.device_id, row.employee_id, input.refreshToken);
}

async function save(deviceId: string, employeeId: string, refreshToken: string): Promise<Tokens> {
  const accessToken = randomToken();
  await ingest([employeeId], (client) =>
    client.query({
      name: "save-tokens",
      text: `insert into device_token (device_id, employee_id, access_hash, access_expires_at, refresh_hash,
          refresh_expires_at)
        values ($1, $2, $3, sayso_now() + make_interval(secs => $4), $5, sayso_now() + make_interval(secs => $6))
        on conflict (device_id) do update set access_hash = excluded.access_hash,
          access_expires_at = excluded.access_expires_at, refresh_hash = excluded.refresh_hash,
          refresh_expires_at = excluded.refresh_expires_at`,
      values: [
        deviceId,
        employeeId,
        sha256(accessToken),
        ACCESS_SECONDS,
        sha256(refreshToken),
        REFRESH_SECONDS,
      ],
    }),
  );
  return { deviceId, accessToken, refreshToken, expiresInSeconds: ACCESS_SECONDS };
}

function invalidGrant(message: string): Refusal {
  return new Refusal("invalid", "invalid_grant", message);
}
