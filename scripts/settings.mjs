// The settings the portal runs with: from the environment, else made on the first start and kept.
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SECRETS = [
  "NEXTAUTH_URL",
  "NEXTAUTH_SECRET",
  "SAYSO_MASTER_KEY",
  "SAYSO_DIRECTIVE_KEY",
  "SAYSO_APP_DATABASE_URL",
];
const PROVIDER = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"];

/** @returns {boolean} whether real people's data may be behind this: then nothing is invented */
export function isRealInstallation(env) {
  return env.NODE_ENV === "production" && Boolean(env.DATABASE_URL);
}

/** @returns {boolean} whether letters stay on this machine: nobody real signs in, so nobody real is written to */
export function hasDemoMail(env) {
  return !env.SMTP_URL && !env.OIDC_ISSUER && !isRealInstallation(env);
}

/** Says in one sentence what is missing from the environment, before anything slow is done. */
export function checkSettings(env) {
  checkMail(env);
  if (isRealInstallation(env)) {
    const missing = [...SECRETS, ...PROVIDER].filter((name) => !env[name]);
    if (missing.length === 0) return;
    throw new Error(
      `With NODE_ENV=production and an outside database nothing is invented, and the demo sign-in does not run: set ${missing.join(", ")}.`,
    );
  }
  const missing = PROVIDER.filter((name) => !env[name]);
  if (env.OIDC_ISSUER && missing.length > 0)
    throw new Error(`With OIDC_ISSUER set, set ${missing.join(" and ")} too.`);
}

function checkMail({ SMTP_URL, MAIL_FROM }) {
  if (!SMTP_URL) return;
  if (!URL.canParse(SMTP_URL) || !/^smtps?:$/.test(new URL(SMTP_URL).protocol))
    throw new Error("SMTP_URL is not a URL like smtp://user:password@host:587.");
  if (!MAIL_FROM) throw new Error("With SMTP_URL set, set MAIL_FROM too.");
}

/**
 * The secrets that were made for this data directory; made now if there are none.
 * @returns {{ NEXTAUTH_SECRET: string, SAYSO_MASTER_KEY: string, SAYSO_DIRECTIVE_KEY: string,
 *   OIDC_CLIENT_SECRET: string, ownerPassword: string, appPassword: string }}
 */
export function keptSecrets(directory) {
  const file = join(directory, "secrets.json");
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(makeSecrets(), null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return JSON.parse(readFileSync(file, "utf8"));
}

function makeSecrets() {
  const random = () => randomBytes(32).toString("base64url");
  return {
    NEXTAUTH_SECRET: random(),
    SAYSO_MASTER_KEY: random(),
    SAYSO_DIRECTIVE_KEY: JSON.stringify(makeSigningKey()),
    OIDC_CLIENT_SECRET: random(),
    ownerPassword: random(),
    appPassword: random(),
  };
}

/** A private Ed25519 JWK (RFC 8037) whose `kid` is its thumbprint (RFC 7638). */
function makeSigningKey() {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const thumbprint = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  const kid = createHash("sha256").update(thumbprint).digest("base64url");
  return { ...jwk, kid, alg: "EdDSA", use: "sig" };
}
