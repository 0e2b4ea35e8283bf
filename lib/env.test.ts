import { expect, test } from "vitest";
import { env } from "./env.ts";

test("what is missing or malformed is named, its value is not, and once right it is kept", () => {
  const right = {
    SAYSO_APP_DATABASE_URL: "postgresql://sayso_app@localhost/sayso",
    SAYSO_MASTER_KEY: "A".repeat(43),
    SAYSO_DIRECTIVE_KEY: "{}",
    NEXTAUTH_URL: "http://localhost:4860",
  };
  for (const name of Object.keys(right)) delete process.env[name];
  Object.assign(process.env, right, { SAYSO_MASTER_KEY: "far too short", NEXTAUTH_URL: "" });
  expect(env).toThrow(/SAYSO_MASTER_KEY \(32 bytes as base64url\).*NEXTAUTH_URL/);
  expect(env).not.toThrow(/far too short|SAYSO_DIRECTIVE_KEY/);
  Object.assign(process.env, right, { SMTP_URL: "smtp://localhost:2525", MAIL_FROM: "" });
  expect(env, "letters are from somebody").toThrow(/MAIL_FROM \(missing beside SMTP_URL\)/);
  Object.assign(process.env, right, { SMTP_URL: "", SAYSO_CAPTURES_URL: "s3://pictures/../others" });
  expect(env, "a bucket and a plain path").toThrow(/SAYSO_CAPTURES_URL \(s3:\/\/bucket\/folder\)/);
  Object.assign(process.env, { SAYSO_CAPTURES_URL: "s3://pictures/sayso", SAYSO_CAPTURES_KEY_ID: "portal" });
  expect(env, "a bucket is somewhere, and locked").toThrow(
    /SAYSO_CAPTURES_ENDPOINT.*SAYSO_CAPTURES_SECRET_KEY/,
  );
  Object.assign(process.env, { SAYSO_CAPTURES_URL: "", SAYSO_CAPTURES_KEY_ID: "" });
  expect(env()).toEqual(right);
  delete process.env.SAYSO_MASTER_KEY;
  expect(env()).toEqual(right);
});
