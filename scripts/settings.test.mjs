import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calculateJwkThumbprint } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkSettings, hasDemoMail, keptSecrets } from "./settings.mjs";

let directory;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sayso-settings-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

test("secrets are made once, and differ from one installation to the next", () => {
  const first = keptSecrets(directory);
  expect(keptSecrets(directory)).toEqual(first);
  rmSync(join(directory, "secrets.json"));
  const second = keptSecrets(directory);
  for (const name of Object.keys(first)) expect(second[name]).not.toBe(first[name]);
});

test("secrets are readable by their owner alone, whatever the file was before", () => {
  keptSecrets(directory);
  const file = join(directory, "secrets.json");
  chmodSync(file, 0o644);
  keptSecrets(directory);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("the master key is 32 bytes, and the directive key signs under its own thumbprint", async () => {
  const { SAYSO_MASTER_KEY, SAYSO_DIRECTIVE_KEY } = keptSecrets(directory);
  expect(Buffer.from(SAYSO_MASTER_KEY, "base64url")).toHaveLength(32);
  const jwk = JSON.parse(SAYSO_DIRECTIVE_KEY);
  expect(jwk.kid).toBe(await calculateJwkThumbprint(jwk));
  const data = Buffer.from("directive");
  const signature = sign(null, data, createPrivateKey({ key: jwk, format: "jwk" }));
  const { d: _private, ...open } = jwk;
  expect(verify(null, data, createPublicKey({ key: open, format: "jwk" }), signature)).toBe(true);
});

test("only production with an outside database demands every secret from outside", () => {
  const outside = "postgresql://someone@db.example/sayso";
  expect(() => checkSettings({})).not.toThrow();
  expect(() => checkSettings({ NODE_ENV: "production" })).not.toThrow();
  expect(() => checkSettings({ DATABASE_URL: outside })).not.toThrow();
  expect(() => checkSettings({ NODE_ENV: "production", DATABASE_URL: outside })).toThrow(/SAYSO_MASTER_KEY/);
});

test("a mail server is a whole setting, or none", () => {
  const whole = { SMTP_URL: "smtps://mail.example", MAIL_FROM: "sayso@company.example" };
  expect(() => checkSettings(whole)).not.toThrow();
  expect(() => checkSettings({ SMTP_URL: whole.SMTP_URL })).toThrow("With SMTP_URL set, set MAIL_FROM too.");
  for (const SMTP_URL of ["mail.example", "http://mail.example"]) {
    expect(() => checkSettings({ ...whole, SMTP_URL })).toThrow("SMTP_URL is not a URL like");
  }
});

test("letters stay on this machine only where nobody real signs in", () => {
  const outside = "postgresql://someone@db.example/sayso";
  expect(hasDemoMail({})).toBe(true);
  expect(hasDemoMail({ DATABASE_URL: outside })).toBe(true);
  expect(hasDemoMail({ SMTP_URL: "smtp://mail.example" })).toBe(false);
  expect(hasDemoMail({ OIDC_ISSUER: "https://id.example" })).toBe(false);
  expect(hasDemoMail({ NODE_ENV: "production", DATABASE_URL: outside })).toBe(false);
});
