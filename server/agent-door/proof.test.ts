import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Device, newBatch, syncBody } from "../../bench/device.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;
let actor: PersonActor;
let device: Device;

beforeAll(async () => {
  portal = await openTestPortal();
  actor = await portal.person("juniper.thimblewick");
  await allow(actor);
  device = await portal.device(actor);
});
afterAll(() => portal.close());

describe("a proof that is wrong", () => {
  const wrong: [string, () => Record<string, string>][] = [
    ["none", () => ({ authorization: `DPoP ${device.accessToken}` })],
    ["not a proof", () => ({ ...device.headers("POST", "/sync"), dpop: "a.b.c" })],
    [
      "two proofs",
      () => ({
        ...device.headers("POST", "/sync"),
        dpop: `${device.proof("POST", "/sync")}, ${device.proof("POST", "/sync")}`,
      }),
    ],
    ["another method", () => device.headers("GET", "/sync")],
    ["another path", () => device.headers("POST", "/events")],
    [
      "another portal",
      () => device.headers("POST", "/sync", { htu: "https://elsewhere.example/api/agent/v1/sync" }),
    ],
    ["another token", () => device.headers("POST", "/sync", { ath: "x" })],
    ["an old proof", () => device.headers("POST", "/sync", { iat: Date.now() / 1000 - 120 })],
    ["a proof of tomorrow", () => device.headers("POST", "/sync", { iat: Date.now() / 1000 + 120 })],
    ["no time", () => device.headers("POST", "/sync", { iat: Number.NaN })],
    ["no number", () => device.headers("POST", "/sync", { jti: "" })],
    ["a number with a NUL", () => device.headers("POST", "/sync", { jti: "12345678\u0000" })],
    [
      "a bearer",
      () => ({ ...device.headers("POST", "/sync"), authorization: `Bearer ${device.accessToken}` }),
    ],
    [
      "a broken signature",
      () => {
        const headers = device.headers("POST", "/sync");
        const [head, body] = (headers.dpop ?? "").split(".");
        return { ...headers, dpop: `${head}.${body}.${"A".repeat(86)}` };
      },
    ],
    [
      "another algorithm",
      () => {
        const head = Buffer.from(
          JSON.stringify({ typ: "dpop+jwt", alg: "none", jwk: device.publicKey }),
        ).toString("base64url");
        const [, body] = device.proof("POST", "/sync").split(".");
        return { ...device.headers("POST", "/sync"), dpop: `${head}.${body}.` };
      },
    ],
    [
      "an extension that must be understood",
      () => ({
        ...device.headers("POST", "/sync"),
        dpop: device.proof("POST", "/sync", {}, { crit: ["b64"] }),
      }),
    ],
  ];

  test("the scheme is read in any case", async () => {
    const { dpop = "" } = device.headers("POST", "/sync");
    const headers = { authorization: `dpop ${device.accessToken}`, dpop, "content-type": "application/json" };
    expect((await device.send("/sync", "not even json", headers)).status).toBe(400);
  });

  test.each(wrong)("%s: 401 before anything is parsed", async (_, make) => {
    const answer = await device.send("/sync", "not even json", {
      ...make(),
      "content-type": "application/json",
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^DPoP error=/);
    expect(answer.body.serverTime).toBeGreaterThan(0);
  });

  test("a proof that was used is refused, also at the very same time", async () => {
    const headers = { ...device.headers("POST", "/sync"), "content-type": "application/json" };
    const body = JSON.stringify(syncBody({}));
    const answers = await Promise.all([1, 2, 3, 4].map(() => device.send("/sync", body, headers)));
    expect(answers.map((each) => each.status).sort()).toEqual([200, 401, 401, 401]);
    const later = await device.send("/sync", body, headers);
    expect(later.body.error).toBe("invalid_dpop_proof");
  });

  test("a device writes its owner's rows alone, under its own name", async () => {
    const other = await portal.person("basil.thimblewick");
    await allow(other);
    const theirs = await portal.device(other);
    const batch = newBatch();
    await device.sync({ batches: [batch] });
    expect((await theirs.sync({ batches: [batch] })).results[0]?.status).toBe("accepted");
    const rows = await portal.sql("select employee_id, device_id from batch where batch_id = $1 order by 1", [
      batch.id,
    ]);
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row.device_id).toBe(row.employee_id === actor.id ? device.deviceId : theirs.deviceId);
    }
  });
});
