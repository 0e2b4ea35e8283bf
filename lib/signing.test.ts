import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { beforeAll, expect, test } from "vitest";
import { publicKeys, sign } from "./signing.ts";

beforeAll(async () => {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  process.env.SAYSO_APP_DATABASE_URL = "postgresql://nowhere";
  process.env.SAYSO_MASTER_KEY = "A".repeat(43);
  process.env.SAYSO_DIRECTIVE_KEY = JSON.stringify({ ...(await exportJWK(privateKey)), kid: "2026" });
  process.env.NEXTAUTH_URL = "http://localhost:4860";
});

test("what is signed is checked with the public keys alone, and says what kind of document it is", async () => {
  const keys = createLocalJWKSet(await publicKeys());
  const signed = await sign("sayso-lease+jwt", { epoch: "e", validUntil: 12 });
  const { payload, protectedHeader } = await jwtVerify(signed, keys, { typ: "sayso-lease+jwt" });
  expect(payload).toEqual({ epoch: "e", validUntil: 12 });
  expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "sayso-lease+jwt", kid: "2026" });
  await expect(jwtVerify(signed, keys, { typ: "sayso-directive+jwt" })).rejects.toThrow("typ");
  const [header, , signature] = signed.split(".");
  const widened = Buffer.from(JSON.stringify({ epoch: "e", validUntil: 99 })).toString("base64url");
  await expect(jwtVerify(`${header}.${widened}.${signature}`, keys)).rejects.toThrow("signature");
});

test("the keys that are published say nothing of the private one", async () => {
  const { keys } = await publicKeys();
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
});
