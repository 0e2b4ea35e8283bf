import { admit } from "../../../lib/db/ingest.ts";
import { microBatch } from "../../../lib/micro-batch.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { deviceActor } from "../../actor/queries.ts";
import type { DeviceActor } from "../../actor/schema.ts";

/** What a request showed: the token's hash, and a proof that was signed by the key of this thumbprint. */
export interface Credentials {
  readonly tokenHash: Buffer;
  readonly thumbprint: string;
  readonly jti: string;
}

interface Row {
  place: string;
  device_id: string;
  employee_id: string;
  expired: boolean;
  revoked: boolean;
  active: boolean;
  fresh: boolean;
}

/**
 * Who this device is, asked together with whoever else asks now. Refuses (unauthenticated):
 * `invalid_token` when the token is unknown, over, or another key's; `device-revoked` when it was
 * unlinked or its owner left; `invalid_dpop_proof` when the proof was used before.
 */
export const admitDevice: (credentials: Credentials) => Promise<DeviceActor> = (() => {
  const admitOne = microBatch(admitDevices, { size: 200, runs: 2, queue: 20_000, divisible: () => false });
  return async (credentials) => {
    const row = await admitOne(credentials);
    if (!row) throw new Refusal("unauthenticated", "invalid_token", "This access token is not known.");
    if (row.revoked || !row.active) {
      throw new Refusal("unauthenticated", "device-revoked", "This computer is no longer linked.");
    }
    if (row.expired) throw new Refusal("unauthenticated", "invalid_token", "The access token has expired.");
    if (!row.fresh) {
      throw new Refusal("unauthenticated", "invalid_dpop_proof", "This proof was used before.");
    }
    return deviceActor({ deviceId: row.device_id, employeeId: row.employee_id });
  };
})();

async function admitDevices(asked: readonly Credentials[]): Promise<(Row | undefined)[]> {
  const rows = await admit<Row>(
    "admit-devices",
    `select place, device_id, employee_id, expires_at <= now as expired, revoked, active, fresh
     from admit_devices($1, $2, $3)`,
    [
      asked.map((each) => each.tokenHash),
      asked.map((each) => each.thumbprint),
      asked.map((each) => each.jti),
    ],
  );
  const byPlace = new Map(rows.map((row) => [Number(row.place), row]));
  return asked.map((_, i) => byPlace.get(i + 1));
}

/** Remembers a proof that comes without a token. Refuses one that was seen before. */
export async function admitProof(proof: { thumbprint: string; jti: string }): Promise<void> {
  const [row] = await admit<{ fresh: boolean }>("admit-proof", "select admit_proof($1, $2) as fresh", [
    proof.thumbprint,
    proof.jti,
  ]);
  if (!row?.fresh) throw new Refusal("unauthenticated", "invalid_dpop_proof", "This proof was used before.");
}

/** Which of these devices may no longer listen: unlinked, or their owner left. */
export async function listShutOut(deviceIds: readonly string[]): Promise<string[]> {
  const rows = await admit<{ id: string }>("shut-out", "select shut_out($1) as id", [deviceIds]);
  return rows.map((row) => row.id);
}
