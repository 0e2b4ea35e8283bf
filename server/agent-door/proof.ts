import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";
import { sha256 } from "../../lib/crypto.ts";
import { Refusal } from "../../lib/refusal.ts";

const verifySignature = promisify<string | null, Buffer, Parameters<typeof verify>[2], Buffer, boolean>(
  verify,
);

/** How far a proof's time may be from ours, either way. */
const WINDOW_MS = 60_000;

const part = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const header = z.object({
  typ: z.literal("dpop+jwt"),
  alg: z.enum(["EdDSA", "ES256"]),
  // Extensions that must be understood (RFC 7515 section 4.1.11), of which none is.
  crit: z.never().optional(),
  jwk: z.discriminatedUnion("kty", [
    z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: part, d: z.never().optional() }),
    z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: part, y: part, d: z.never().optional() }),
  ]),
});
type PublicJwk = z.infer<typeof header>["jwk"];

const claims = z.object({
  jti: z.string().regex(/^[\x21-\x7e]{8,128}$/),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string().optional(),
});

/** A proof that holds: which key signed it, and its number, which must not be used again. */
export interface Proof {
  readonly publicKey: Readonly<Record<string, string>>;
  readonly thumbprint: string;
  readonly jti: string;
}

interface KnownKey {
  readonly key: KeyObject;
  readonly publicKey: Readonly<Record<string, string>>;
  readonly thumbprint: string;
}

/** Keys by their coordinates: making one costs half as much as checking a signature with it. */
const keys = new Map<string, KnownKey>();
const KEYS_MAX = 20_000;

/**
 * Checks a DPoP proof (RFC 9449 section 4.3) for this method, URL and, where there is one, access token.
 * Refuses (unauthenticated, invalid_dpop_proof) saying what is wrong. Whether it was used before is for
 * the database to say.
 */
export async function checkProof(
  proof: string | undefined,
  request: { readonly method: string; readonly url: string; readonly token?: string },
  now = Date.now(),
): Promise<Proof> {
  const [head, body, signature, ...more] = proof?.split(".") ?? [];
  if (!head || !body || !signature || more.length > 0 || (proof?.length ?? 0) > 4096)
    throw invalid("One proof is needed.");
  const { alg, jwk } = parse(
    header,
    head,
    "The proof's header is not a DPoP header with an Ed25519 or P-256 key.",
  );
  if ((alg === "EdDSA") !== (jwk.kty === "OKP")) throw invalid("The proof's algorithm and key do not fit.");
  const { jti, htm, htu, iat, ath } = parse(claims, body, "The proof's claims are not those of RFC 9449.");
  if (htm !== request.method) throw invalid("The proof is for another method.");
  if (withoutQuery(htu) !== request.url)
    throw invalid(`The proof is for another address than ${request.url}.`);
  if (!(Math.abs(iat * 1000 - now) <= WINDOW_MS)) throw invalid("The proof's time is not now.");
  if (request.token !== undefined && ath !== sha256(request.token).toString("base64url")) {
    throw invalid("The proof is for another access token.");
  }
  const known = keyOf(jwk);
  const signed = Buffer.from(`${head}.${body}`);
  const bytes = Buffer.from(signature, "base64url");
  const holds =
    alg === "EdDSA"
      ? await verifySignature(null, signed, known.key, bytes)
      : await verifySignature("sha256", signed, { key: known.key, dsaEncoding: "ieee-p1363" }, bytes);
  if (!holds) throw invalid("The proof's signature does not hold.");
  return { publicKey: known.publicKey, thumbprint: known.thumbprint, jti };
}

function parse<T>(schema: z.ZodType<T>, text: string, message: string): T {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    throw invalid(message);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw invalid(message);
  return parsed.data;
}

function keyOf(jwk: PublicJwk): KnownKey {
  const name = jwk.kty === "EC" ? `${jwk.x}.${jwk.y}` : jwk.x;
  const known = keys.get(name);
  if (known) return known;
  const { crv, kty, x } = jwk;
  const publicKey: Record<string, string> = jwk.kty === "EC" ? { crv, kty, x, y: jwk.y } : { crv, kty, x };
  let key: KeyObject;
  try {
    key = createPublicKey({ format: "jwk", key: publicKey });
  } catch {
    throw invalid("The proof's key is not a point of its curve.");
  }
  // RFC 7638: the required members in alphabetical order, which is the order above.
  const thumbprint = createHash("sha256").update(JSON.stringify(publicKey)).digest("base64url");
  const fresh = { key, publicKey, thumbprint };
  if (keys.size >= KEYS_MAX) keys.clear();
  keys.set(name, fresh);
  return fresh;
}

function withoutQuery(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

function invalid(message: string): Refusal {
  return new Refusal("unauthenticated", "invalid_dpop_proof", message);
}
