import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { newDataKey, open, randomToken, seal, sha256, unwrapDataKey } from "./crypto.ts";

const key = randomBytes(32);

beforeAll(() => {
  process.env.SAYSO_APP_DATABASE_URL = "postgresql://nowhere";
  process.env.SAYSO_MASTER_KEY = randomBytes(32).toString("base64url");
  process.env.SAYSO_DIRECTIVE_KEY = "{}";
  process.env.NEXTAUTH_URL = "http://localhost:4860";
});

describe("a sealed record", () => {
  test("opens to what was sealed, with its key and in its context", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (plain, context) => {
        expect(open(key, seal(key, plain, context), context)).toEqual(Buffer.from(plain));
      }),
    );
    expect(open(key, seal(key, "naïve 🔑", "c"), "c").toString("utf8")).toBe("naïve 🔑");
  });

  test("does not open with another key, in another place, or when any one bit of it differs", () => {
    const sealed = seal(key, "steps", "employee/device/minute");
    expect(() => open(randomBytes(32), sealed, "employee/device/minute")).toThrow();
    expect(() => open(key, sealed, "employee/device/another minute")).toThrow();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(key, changed, "employee/device/minute")).toThrow();
    }
    for (const length of [0, 11, 27, sealed.length - 1]) {
      expect(() => open(key, sealed.subarray(0, length), "employee/device/minute")).toThrow();
    }
  });

  test("never looks like another of the same text: no nonce comes twice, over many pools of them", () => {
    const nonces = Array.from({ length: 5_000 }, () =>
      seal(key, "same", "c").subarray(0, 12).toString("hex"),
    );
    expect(new Set(nonces).size).toBe(5_000);
  });

  test("keeps its nonce when later ones are drawn", () => {
    const first = seal(key, "first", "c");
    for (let n = 0; n < 2_000; n++) seal(key, "later", "c");
    expect(open(key, first, "c").toString()).toBe("first");
  });
});

describe("a data key", () => {
  test("is another one each time, and unwraps for its employee alone", () => {
    const [one, two] = [newDataKey("a"), newDataKey("a")];
    expect(unwrapDataKey("a", one)).toHaveLength(32);
    expect(unwrapDataKey("a", one)).not.toEqual(unwrapDataKey("a", two));
    expect(() => unwrapDataKey("b", one)).toThrow();
  });
});

test("tokens are 256 bits of chance, and hashes are SHA-256", () => {
  const tokens = Array.from({ length: 1_000 }, randomToken);
  expect(new Set(tokens).size).toBe(1_000);
  for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(sha256("abc").toString("hex")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
