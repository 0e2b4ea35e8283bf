import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { publicKeys } from "../../lib/signing.ts";
import type { Category } from "../notice/schema.ts";
import { instruct } from "./commands.ts";
import type { ProgramFacts } from "./queries.ts";
import type { Facts } from "./rules.ts";
import { DIRECTIVE_TYP, directive, LEASE_TYP, lease } from "./schema.ts";

const NOW = 1_790_000_000_000;
const ALWAYS = { from: 0, to: Number.POSITIVE_INFINITY };
const ID = "0199b6f2-0000-7000-8000-000000000000";
const PROGRAM: ProgramFacts = {
  leaseSeconds: 120,
  syncSeconds: 60,
  limits: { bytesPerDay: 1, minBatteryPercent: 20, deferOnMetered: true },
};

beforeAll(() => {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  Object.assign(process.env, {
    SAYSO_APP_DATABASE_URL: "postgresql://localhost/unused",
    SAYSO_MASTER_KEY: randomBytes(32).toString("base64url"),
    SAYSO_DIRECTIVE_KEY: JSON.stringify({ ...jwk, kid: createHash("sha256").update("kid").digest("hex") }),
    NEXTAUTH_URL: "http://localhost",
  });
});

/** Of somebody who allowed everything, with what is said otherwise. */
function facts(part: Partial<Facts> = {}): Facts {
  const law = {
    code: "US",
    name: "United States",
    level: "none" as const,
    duties: [],
    ...ALWAYS,
  };
  const place = { jurisdiction: "US", confirmedAt: NOW, workplaceId: null, ...ALWAYS };
  return {
    employed: true,
    enrolled: ALWAYS,
    gate: {
      laws: [law],
      locations: [
        { kind: "residence", ...place },
        { kind: "work", ...place },
      ],
      evidence: [],
      staleAfter: 1e12,
    },
    consents: { pointer: [ALWAYS], keyboard: [ALWAYS], screen: [], application: [] },
    answered: true,
    applications: [
      {
        id: "terminal",
        name: "Terminal",
        match: { linux: ["xterm"] },
        categories: ["pointer", "keyboard", "application"],
        approved: ALWAYS,
        allowed: [ALWAYS],
      },
    ],
    pauses: [],
    exemptions: [],
    erasedAt: null,
    ...part,
  };
}

async function read(jws: string | undefined, typ: string) {
  const { payload } = await jwtVerify(jws ?? "", createLocalJWKSet(await publicKeys()), { typ });
  return payload;
}

const tell = (part: Partial<Facts>, applied: string | null = null, now = NOW) =>
  instruct({ id: ID, facts: facts(part), program: PROGRAM, agentVersion: "0.2.0" }, applied, now);

describe("instruct", () => {
  test("sends a signed directive that names what may be collected, and asks to hear soon", async () => {
    const { directive: jws, lease: none, nextSyncMs } = await tell({});
    const told = directive.parse(await read(jws, DIRECTIVE_TYP));
    expect(told).toMatchObject({ deviceId: ID, label: "collected", reasons: [], validUntil: NOW + 120_000 });
    expect(told.applications).toEqual([
      { id: "terminal", name: "Terminal", match: { linux: ["xterm"] }, categories: ["pointer", "keyboard"] },
    ]);
    expect(none).toBeUndefined();
    expect(nextSyncMs).toBeLessThanOrEqual(200);
  });

  test("prolongs what was applied by a lease, and a lease cannot pass for a directive", async () => {
    const first = directive.parse(await read((await tell({})).directive, DIRECTIVE_TYP));
    const { directive: none, lease: jws, nextSyncMs } = await tell({}, first.epoch, NOW + 1_000);
    expect(none).toBeUndefined();
    const prolonged = lease.parse(await read(jws, LEASE_TYP));
    expect(prolonged).toEqual({
      deviceId: ID,
      epoch: first.epoch,
      issuedAt: NOW + 1_000,
      validUntil: NOW + 121_000,
    });
    expect(nextSyncMs).toBe(60_000);
    await expect(read(jws, DIRECTIVE_TYP)).rejects.toThrow();
  });

  test("has another epoch for every other decision, and the same for the same", async () => {
    const epochOf = async (part: Partial<Facts>, now = NOW) =>
      directive.parse(await read((await tell(part, null, now)).directive, DIRECTIVE_TYP)).epoch;
    const plain = await epochOf({});
    expect(await epochOf({}, NOW + 50_000)).toBe(plain);
    const others = await Promise.all([
      epochOf({ pauses: [{ from: NOW, to: NOW + 1_000 }] }),
      epochOf({ pauses: [{ from: NOW, to: NOW + 2_000 }] }),
      epochOf({ consents: { ...facts().consents, keyboard: [] } }),
      epochOf({ applications: [] }),
      epochOf({ employed: false }),
    ]);
    expect(new Set([plain, ...others]).size).toBe(6);
  });

  test("says what an exemption alone takes away: to agents that know of it, and to all in words", async () => {
    const spare = (categories: Category[]) => ({
      exemptions: [{ ...ALWAYS, categories, applications: ["terminal"], week: null }],
    });
    const told = async (part: Partial<Facts>, agentVersion: string) => {
      const device = { id: ID, facts: facts(part), program: PROGRAM, agentVersion };
      return directive.parse(await read((await instruct(device, null, NOW)).directive, DIRECTIVE_TYP));
    };
    const inPart = await told(spare(["pointer"]), "0.2.0");
    expect(inPart).toMatchObject({
      label: "collected",
      reasons: [
        { label: "exempt", text: "You are partly exempt in Terminal: nothing of pointer is recorded there." },
      ],
      applications: [{ id: "terminal", categories: ["keyboard"] }],
      spared: [{ id: "terminal", name: "Terminal", match: { linux: ["xterm"] }, categories: ["pointer"] }],
    });
    const older = await told(spare(["pointer"]), "0.1.9");
    expect(older).not.toHaveProperty("spared");
    expect(older).toMatchObject({ applications: inPart.applications, reasons: inPart.reasons });
    const whole = await told(spare([]), "1.0.0");
    expect(whole).toMatchObject({ label: "exempt", applications: [], spared: [{ id: "terminal" }] });
    expect(await told({}, "0.2.0")).not.toHaveProperty("spared");
    expect(new Set([inPart, older, whole].map(({ epoch }) => epoch)).size).toBe(3);
    // An exemption of what is not collected anyway changes nothing.
    expect((await told(spare(["screen"]), "0.2.0")).epoch).toBe((await told({}, "0.2.0")).epoch);
  });

  test("tells an agent nothing to record that would take what is left out for something else", async () => {
    const told = async (match: { linux: string[] }, categories: Category[], agentVersion: string) => {
      const exemptions = [{ ...ALWAYS, categories, applications: ["terminal"], week: null }];
      const [terminal] = facts().applications;
      if (!terminal) throw new Error("there is no application");
      const applications = [terminal, { ...terminal, id: "console", name: "Console", match }];
      const all = facts({ applications, exemptions });
      const device = { id: ID, facts: all, program: PROGRAM, agentVersion };
      return directive.parse(await read((await instruct(device, null, NOW)).directive, DIRECTIVE_TYP));
    };
    const nothing = { label: "exempt", applications: [] };
    const tooOld = expect.objectContaining({ text: expect.stringContaining("too old") });
    const shared = await told({ linux: ["XTerm"] }, ["pointer"], "0.1.9");
    expect(shared).toMatchObject(nothing);
    expect(shared.reasons).toEqual([
      expect.objectContaining({ text: expect.stringContaining("Terminal") }),
      tooOld,
    ]);
    expect(await told({ linux: ["viewer"] }, [], "0.1.9")).toMatchObject(nothing);
    expect((await told({ linux: ["viewer"] }, ["pointer"], "0.1.9")).applications).toHaveLength(2);
    expect((await told({ linux: ["XTerm"] }, ["pointer"], "0.2.0")).applications).toHaveLength(2);
  });

  test("says how many pictures may be taken, to agents that take any", async () => {
    const limits = { ...PROGRAM.limits, capturesPerDay: 8 };
    const told = async (agentVersion: string) => {
      const device = { id: ID, facts: all, program: { ...PROGRAM, limits }, agentVersion };
      return directive.parse(await read((await instruct(device, null, NOW)).directive, DIRECTIVE_TYP));
    };
    const all = facts({});
    const [present, older, oldest] = [await told("0.3.0"), await told("0.2.9"), await told("0.1.0")];
    expect(present.limits).toEqual(limits);
    for (const each of [older, oldest]) expect(each.limits).toEqual(PROGRAM.limits);
    expect(older.epoch).not.toBe(present.epoch);
    expect((await told("1.0.0")).epoch).toBe(present.epoch);
  });

  test("a device comes well before its lease ends, however rarely the program asks it to", async () => {
    const rhythmOf = async (leaseSeconds: number, syncSeconds: number) => {
      const device = {
        id: ID,
        facts: facts(),
        program: { ...PROGRAM, leaseSeconds, syncSeconds },
        agentVersion: "0.2.0",
      };
      const { epoch } = directive.parse(
        await read((await instruct(device, null, NOW)).directive, DIRECTIVE_TYP),
      );
      return (await instruct(device, epoch, NOW)).nextSyncMs;
    };
    expect(await rhythmOf(120, 110)).toBe(100_000);
    expect(await rhythmOf(120, 90)).toBe(90_000);
    expect(await rhythmOf(10, 60)).toBe(5_000);
  });

  test("a lease never reaches past a moment from which less may be collected", async () => {
    const exemptions = [
      { from: NOW + 30_000, to: NOW + 60_000, categories: [], applications: [], week: null },
    ];
    const told = directive.parse(await read((await tell({ exemptions })).directive, DIRECTIVE_TYP));
    expect(told).toMatchObject({ label: "collected", changesAt: NOW + 30_000, validUntil: NOW + 30_000 });
    const { nextSyncMs } = await tell({ exemptions }, told.epoch);
    expect(nextSyncMs).toBeGreaterThanOrEqual(30_000);
    expect(nextSyncMs).toBeLessThan(31_000);
  });

  test("a device in a pause is called for its end, and decides anew after it", async () => {
    const paused = facts({ pauses: [{ from: NOW - 1_000, to: NOW + 5_000 }] });
    const device = { id: ID, facts: paused, program: PROGRAM, agentVersion: "0.2.0" };
    const during = directive.parse(await read((await instruct(device, null, NOW)).directive, DIRECTIVE_TYP));
    expect(during).toMatchObject({ label: "paused", applications: [], changesAt: NOW + 5_000 });
    expect((await instruct(device, during.epoch, NOW)).nextSyncMs).toBeLessThan(5_100);
    const after = await instruct(device, during.epoch, NOW + 5_000);
    expect(await read(after.directive, DIRECTIVE_TYP)).toMatchObject({ label: "collected" });
    // And should the clock be set back, it is the pause again.
    const again = await instruct(device, null, NOW + 1_000);
    expect(await read(again.directive, DIRECTIVE_TYP)).toMatchObject({ label: "paused" });
  });
});
