import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from "jose";
import { env } from "./env.ts";

interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
  readonly publicJwk: JWK;
}

let known: Promise<SigningKey> | undefined;

async function load(): Promise<SigningKey> {
  const jwk: JWK = JSON.parse(env().SAYSO_DIRECTIVE_KEY);
  const key = await importJWK({ ...jwk, ext: true }, "EdDSA");
  if (key instanceof Uint8Array || !jwk.kid)
    throw new Error("SAYSO_DIRECTIVE_KEY is not an Ed25519 JWK with a kid");
  const { kty, crv, x } = await exportJWK(key);
  return { kid: jwk.kid, key, publicJwk: { kty, crv, x, kid: jwk.kid, alg: "EdDSA", use: "sig" } };
}

/** The portal's signature on a document: a compact JWS (RFC 7515, EdDSA). `typ` says what it is, so that one cannot pass for another. */
export async function sign(typ: string, payload: Record<string, unknown>): Promise<string> {
  known ??= load();
  const { key, kid } = await known;
  return new SignJWT(payload).setProtectedHeader({ alg: "EdDSA", typ, kid }).sign(key);
}

/** The same over exact bytes, such as a file's. */
export async function signBytes(typ: string, bytes: Uint8Array): Promise<string> {
  known ??= load();
  const { key, kid } = await known;
  return new CompactSign(bytes).setProtectedHeader({ alg: "EdDSA", typ, kid }).sign(key);
}

/** What the signing key is known by among people: its thumbprint (RFC 7638, SHA-256). */
export async function keyFingerprint(): Promise<string> {
  known ??= load();
  return calculateJwkThumbprint((await known).publicJwk);
}

/** The public keys that the portal's signatures are checked with. */
export async function publicKeys(): Promise<JSONWebKeySet> {
  known ??= load();
  return { keys: [(await known).publicJwk] };
}
