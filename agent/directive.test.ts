import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { DIRECTIVE_TYP, type Directive, LEASE_TYP } from "../domain/directive/schema.ts";
import { CATEGORIES, type Category } from "../domain/notice/schema.ts";
import { Mandate, sparedOf, subjectsOf, Untrusted, Verifier } from "./directive.ts";

const deviceId = randomUUID();
const EPOCH = "epoch-of-the-decision";
const decided: Directive = {
  deviceId,
  epoch: EPOCH,
  label: "collected",
  reasons: [],
  applications: [
    { id: "terminal", name: "Terminal", match: { linux: ["XTerm"] }, categories: ["keyboard", "screen"] },
    { id: "pictures", name: "Pictures", match: { linux: ["viewer"] }, categories: ["screen"] },
    { id: "mac-only", name: "Mac", match: { darwin: ["mac"] }, categories: ["pointer"] },
  ],
  limits: { bytesPerDay: 1, minBatteryPercent: 0, deferOnMetered: false },
  changesAt: null,
  issuedAt: 1_000_000,
  validUntil: 1_120_000,
};
const leased = { deviceId, epoch: EPOCH, issuedAt: 1_060_000, validUntil: 1_180_000 };

type Header = { typ?: string; kid?: string; alg?: string };
let sign: (content: unknown, header?: Header, wrongKey?: boolean) => Promise<string>;
let verifier: () => Verifier;

beforeAll(async () => {
  const [portal, other] = await Promise.all([generateKeyPair("EdDSA"), generateKeyPair("EdDSA")]);
  const pinned = { ...(await exportJWK(portal.publicKey)), kid: "pinned" };
  verifier = () => new Verifier(deviceId, [pinned]);
  sign = (content, header = {}, wrongKey = false) =>
    new CompactSign(new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content)))
      .setProtectedHeader({ alg: "EdDSA", typ: DIRECTIVE_TYP, kid: "pinned", ...header })
      .sign(wrongKey ? other.privateKey : portal.privateKey);
});

describe("a signed directive", () => {
  it("is believed when all of it is right", async () => {
    expect(await verifier().directive(await sign(decided))).toEqual(decided);
    expect(await verifier().lease(await sign(leased, { typ: LEASE_TYP }))).toEqual(leased);
  });

  it.each<[string, () => Promise<string>]>([
    ["another key", () => sign(decided, {}, true)],
    ["a key that was not pinned", () => sign(decided, { kid: "other" })],
    ["no key id", () => sign(decided, { kid: undefined })],
    ["a lease's type", () => sign(decided, { typ: LEASE_TYP })],
    ["no type", () => sign(decided, { typ: undefined })],
    ["another device", () => sign({ ...decided, deviceId: randomUUID() })],
    ["a field too many", () => sign({ ...decided, extra: 1 })],
    ["no shape", () => sign("not JSON")],
    ["no time to live", () => sign({ ...decided, validUntil: decided.issuedAt })],
    ["no signature", async () => `${(await sign(decided)).split(".").slice(0, 2).join(".")}.`],
    [
      "another content",
      async () => {
        const [header, , signature] = (await sign(decided)).split(".");
        return [
          header,
          Buffer.from(JSON.stringify({ ...decided, validUntil: 9e12 })).toString("base64url"),
          signature,
        ].join(".");
      },
    ],
    [
      "alg none",
      async () =>
        `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(decided)).toString("base64url")}.`,
    ],
  ])("is not believed with %s", async (_, make) => {
    await expect(verifier().directive(await make())).rejects.toBeInstanceOf(Untrusted);
  });

  it("is not believed when a newer one has been seen", async () => {
    const one = verifier();
    await one.directive(await sign({ ...decided, issuedAt: 2_000_000, validUntil: 2_120_000 }));
    await expect(one.directive(await sign(decided))).rejects.toBeInstanceOf(Untrusted);
  });
});

describe("a mandate", () => {
  it("lives until its lease is over, and is prolonged by a lease of the same decision only", () => {
    const mandate = new Mandate(decided);
    expect(mandate.isAlive(1_119_999)).toBe(true);
    expect(mandate.isAlive(1_120_000)).toBe(false);
    expect(mandate.prolong({ ...leased, epoch: "epoch-of-another-decision" })).toBe(false);
    expect(mandate.isAlive(1_120_000)).toBe(false);
    expect(mandate.prolong(leased)).toBe(true);
    expect(mandate.isAlive(1_179_999)).toBe(true);
  });

  it("is not followed past a due change, until the portal confirms it after that", () => {
    const mandate = new Mandate({ ...decided, changesAt: 1_090_000 });
    expect(mandate.isAlive(1_089_999)).toBe(true);
    mandate.prolong(leased);
    expect(mandate.isAlive(1_090_000)).toBe(false);
    mandate.prolong({ ...leased, issuedAt: 1_090_000 });
    expect(mandate.isAlive(1_100_000)).toBe(true);
  });
});

describe("what a directive permits", () => {
  it("is by program name on this platform, without what cannot be summarised", () => {
    expect([...subjectsOf(decided, "linux")]).toEqual([
      ["xterm", { id: "terminal", categories: new Set(["keyboard"]) }],
    ]);
  });

  it("has pictures in it only where the portal says how many, and only where all that claim a program allow them", () => {
    const pictured = (capturesPerDay: number, applications = decided.applications) =>
      [...subjectsOf({ ...decided, applications, limits: { ...decided.limits, capturesPerDay } }, "linux")]
        .filter(([, { categories }]) => categories.has("screen"))
        .map(([name]) => name);
    expect(pictured(8)).toEqual(["xterm", "viewer"]);
    expect(pictured(0)).toEqual([]);
    const other = {
      id: "other",
      name: "Other",
      match: { linux: ["viewer"] },
      categories: ["pointer" as const],
    };
    expect(pictured(8, [...decided.applications, other])).toEqual(["xterm"]);
  });

  it("is nothing unless it says collected", () => {
    expect(subjectsOf({ ...decided, label: "paused" }, "linux").size).toBe(0);
  });

  it("holds nothing that is spared, however else it is listed, and is never more for it", () => {
    const categories = fc.subarray<Category>([...CATEGORIES]);
    const application = fc.record({
      id: fc.constantFrom("one", "two", "three"),
      name: fc.constant("Any"),
      match: fc.record({ linux: fc.subarray(["xterm", "Shared"], { minLength: 1 }) }),
      categories,
    });
    const listed = fc.uniqueArray(application, { maxLength: 3, selector: ({ id }) => id });
    fc.assert(
      fc.property(listed, listed, (applications, spared) => {
        const before = subjectsOf({ ...decided, applications }, "linux");
        const after = subjectsOf({ ...decided, applications, spared }, "linux");
        for (const [name, { categories: left }] of after) {
          for (const each of left) {
            expect(before.get(name)?.categories.has(each)).toBe(true);
            for (const { match, categories: taken } of spared)
              if (match.linux.some((program) => program.toLowerCase() === name))
                expect(taken).not.toContain(each);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is nothing where one of two applications that claim a program is spared wholly", () => {
    const one = { id: "one", name: "One", match: { linux: ["shared"] }, categories: ["keyboard" as const] };
    const two = { ...one, id: "two", categories: ["pointer" as const] };
    const inForce: Directive = { ...decided, applications: [one], spared: [two] };
    expect(subjectsOf(inForce, "linux").size).toBe(0);
    expect(sparedOf(inForce, "linux")).toEqual(new Map([["shared", new Set(["pointer"])]]));
    expect(sparedOf(inForce, "darwin").size).toBe(0);
  });

  it("is what both allow, when two applications claim one program", () => {
    const applications: Directive["applications"] = [
      { id: "one", name: "One", match: { linux: ["shared"] }, categories: ["keyboard", "pointer"] },
      { id: "two", name: "Two", match: { linux: ["shared"] }, categories: ["pointer", "application"] },
    ];
    expect(subjectsOf({ ...decided, applications }, "linux").get("shared")?.categories).toEqual(
      new Set(["pointer"]),
    );
  });
});
