import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { newDataKey, open, randomToken, seal, unwrapDataKey } from "./crypto.ts";

beforeAll(() => {
  Object.assign(process.env, {
    SAYSO_APP_DATABASE_URL: "postgresql://localhost/unused",
    SAYSO_MASTER_KEY: randomBytes(32).toString("base64url"),
    SAYSO_DIRECTIVE_KEY: "{}",
    NEXTAUTH_URL: "http://localhost",
  });
});

describe("what is sealed", () => {
  const key = randomBytes(32);

  test("opens to what it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, context) => {
        expect(open(key, seal(key, text, context), context).toString()).toBe(text);
      }),
    );
  });

  test("does not open with another key, in another context, or with a single bit changed", () => {
    const sealed = seal(key, "steps", "employee|device|1");
    expect(() => open(randomBytes(32), sealed, "employee|device|1")).toThrow();
    expect(() => open(key, sealed, "employee|device|2")).toThrow();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(key, changed, "employee|device|1")).toThrow();
    }
    expect(() => open(key, sealed.subarray(0, 5), "employee|device|1")).toThrow();
  });

  test("never looks the same twice, also past the nonces that are drawn together", () => {
    const nonces = Array.from({ length: 2_000 }, () =>
      seal(key, "same", "same").subarray(0, 12).toString("hex"),
    );
    expect(new Set(nonces).size).toBe(2_000);
  });
});

describe("a data key", () => {
  test("is unwrapped for its own employee alone", () => {
    const wrapped = newDataKey("juniper");
    expect(unwrapDataKey("juniper", wrapped)).toHaveLength(32);
    expect(() => unwrapDataKey("basil", wrapped)).toThrow();
    expect(unwrapDataKey("juniper", newDataKey("juniper"))).not.toEqual(unwrapDataKey("juniper", wrapped));
  });
});

describe("a token", () => {
  test("is 256 bits, and new each time", () => {
    expect(Buffer.from(randomToken(), "base64url")).toHaveLength(32);
    expect(randomToken()).not.toBe(randomToken());
  });
});
