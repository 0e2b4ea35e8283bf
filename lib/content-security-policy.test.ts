import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

/** A policy as a map from directive to its sources. */
function parse(policy: string): Map<string, string[]> {
  return new Map(policy.split("; ").map((part) => [part.split(" ")[0] ?? "", part.split(" ").slice(1)]));
}

describe("contentSecurityPolicy", () => {
  const policy = parse(
    contentSecurityPolicy("n0nce", { issuer: "https://id.example:8443/realms/a", https: true }),
  );

  it("lets nothing run or style inline without the nonce", () => {
    expect(policy.get("script-src")).toEqual(["'self'", "'nonce-n0nce'", "'strict-dynamic'"]);
    expect(policy.get("style-src")).toEqual(["'self'", "'nonce-n0nce'"]);
    expect([...policy.values()].flat().filter((source) => source.includes("unsafe"))).toEqual([]);
  });

  it("starts from nothing and cannot be framed, rebased or given plugins", () => {
    for (const directive of ["default-src", "frame-ancestors", "base-uri", "object-src"]) {
      expect(policy.get(directive), directive).toEqual(["'none'"]);
    }
  });

  it("lets forms go to the identity provider's origin only", () => {
    expect(policy.get("form-action")).toEqual(["'self'", "https://id.example:8443"]);
    for (const issuer of [undefined, "", "not a url"]) {
      expect(parse(contentSecurityPolicy("n", { issuer, https: true })).get("form-action")).toEqual([
        "'self'",
      ]);
    }
  });

  it("upgrades to https only where the page itself came over https", () => {
    expect(policy.has("upgrade-insecure-requests")).toBe(true);
    expect(contentSecurityPolicy("n", { https: false })).not.toContain("upgrade-insecure-requests");
  });
});
