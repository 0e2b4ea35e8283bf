import type { Context } from "hono";
import type { DeviceActor } from "../../domain/actor/schema.ts";
import { admitDevice, admitProof } from "../../domain/directory/queries/admit-devices.ts";
import { sha256 } from "../../lib/crypto.ts";
import { env } from "../../lib/env.ts";
import { Refusal } from "../../lib/refusal.ts";
import { checkProof, type Proof } from "./proof.ts";

export const BASE_PATH = "/api/agent/v1";

/** The address that proofs name: the portal's public one, whatever a proxy in front calls it. */
export function publicUrl(path: string): string {
  return new URL(env().NEXTAUTH_URL).origin + path;
}

/**
 * The device behind a request: its access token, and a fresh proof that it holds the key which the token
 * is bound to. Refuses (unauthenticated): invalid_token, invalid_dpop_proof, device-revoked.
 */
export async function identifyDevice(c: Context): Promise<DeviceActor> {
  const token = /^DPoP +([A-Za-z0-9_-]{43})$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (!token) throw new Refusal("unauthenticated", "invalid_token", "An access token is needed.");
  const proof = await proofOf(c, token);
  return admitDevice({ tokenHash: sha256(token), thumbprint: proof.thumbprint, jti: proof.jti });
}

/** The key behind a request that has no token yet. Its proof, too, counts once. */
export async function identifyKey(c: Context): Promise<Proof> {
  const proof = await proofOf(c);
  await admitProof(proof);
  return proof;
}

function proofOf(c: Context, token?: string): Promise<Proof> {
  const request = { method: c.req.method, url: publicUrl(c.req.path), ...(token ? { token } : {}) };
  return checkProof(c.req.header("dpop"), request);
}
