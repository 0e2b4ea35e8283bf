import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";

/** Secrets for one throw-away portal, in the shape that `npm start` makes them. */
export function makeSecrets() {
  const random = () => randomBytes(32).toString("base64url");
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const thumbprint = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  const kid = createHash("sha256").update(thumbprint).digest("base64url");
  return {
    NEXTAUTH_SECRET: random(),
    SAYSO_MASTER_KEY: random(),
    SAYSO_DIRECTIVE_KEY: JSON.stringify({ ...jwk, kid, alg: "EdDSA", use: "sig" }),
    OIDC_CLIENT_SECRET: random(),
  };
}
export type Secrets = ReturnType<typeof makeSecrets>;
