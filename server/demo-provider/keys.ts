import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const providerKeys = z.object({
  jwks: z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) }),
  cookieKeys: z.array(z.string()).min(1),
});
type ProviderKeys = z.infer<typeof providerKeys>;

/**
 * The provider's own keys, made once and kept with mode 0600, so that a session outlives a restart: the
 * portal ends it with an ID token that was signed before.
 */
export function keptKeys(directory: string): ProviderKeys {
  const file = join(directory, "demo-provider.json");
  if (!existsSync(file)) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, JSON.stringify(makeKeys()), { mode: 0o600 });
  }
  return providerKeys.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** RS256, as every OpenID client must be able to verify it (OpenID Connect Core 1.0, section 15.1). */
function makeKeys(): ProviderKeys {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
  return { jwks: { keys: [key] }, cookieKeys: [randomBytes(32).toString("base64url")] };
}
