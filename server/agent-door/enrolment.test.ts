import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Device } from "../../bench/device.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { DEVICE_CODE_GRANT } from "../../domain/directive/schema.ts";
import { answerDeviceRequest } from "../../domain/directory/commands/answer-device-request.ts";
import { revokeDevice } from "../../domain/directory/commands/revoke-device.ts";
import { findDeviceRequest } from "../../domain/directory/queries/find-device-request.ts";
import { openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;
let actor: PersonActor;

beforeAll(async () => {
  portal = await openTestPortal();
  actor = await portal.person("juniper.thimblewick");
});
afterAll(() => portal.close());

const DEVICE = {
  client_id: "sayso-agent",
  device_name: "A laptop",
  device_platform: "linux",
  device_serial: "SN-1",
};

async function ask(device: Device, fields: Record<string, string> = {}) {
  const asked = await device.form("/device_authorization", { ...DEVICE, ...fields });
  return { ...asked, code: String(asked.body.user_code), deviceCode: String(asked.body.device_code) };
}

function poll(device: Device, deviceCode: string) {
  return device.form("/token", {
    grant_type: DEVICE_CODE_GRANT,
    device_code: deviceCode,
    client_id: "sayso-agent",
  });
}

describe("enrolment", () => {
  test("links a device once its owner has compared and confirmed, and records it", async () => {
    const device = new Device(portal.url);
    const { body, code, deviceCode } = await ask(device);
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(body.verification_uri_complete).toBe(`${portal.url}/devices/link?code=${code}`);
    expect((await poll(device, deviceCode)).body.error).toBe("authorization_pending");
    expect((await poll(device, deviceCode)).body.error).toBe("slow_down");
    const typed = ` ${code.toLowerCase().replace("-", " ")}`;
    expect(await findDeviceRequest(actor, typed)).toMatchObject({
      userCode: code,
      name: "A laptop",
      serial: "SN-1",
    });
    const { deviceId } = await answerDeviceRequest(actor, { userCode: typed, approved: true });
    const { body: tokens } = await poll(device, deviceCode);
    expect(tokens).toMatchObject({ token_type: "DPoP", expires_in: 900, device_id: deviceId });
    const rows = await portal.sql("select employee_id, thumbprint from device where id = $1", [deviceId]);
    expect(rows).toEqual([{ employee_id: actor.id, thumbprint: device.thumbprint }]);
    const acts = await portal.sql(
      "select actor_id, subject_id from act where kind = 'device.linked' and object_id = $1",
      [deviceId],
    );
    expect(acts).toEqual([{ actor_id: actor.id, subject_id: actor.id }]);
    const stored = JSON.stringify(await portal.sql("select * from device_token, device_authorization"));
    for (const secret of [tokens.access_token, tokens.refresh_token, deviceCode]) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(Buffer.from(String(secret)).toString("hex"));
    }
  });

  test("an answer that was lost can be fetched again, by the same key alone", async () => {
    const device = new Device(portal.url);
    const { code, deviceCode } = await ask(device);
    await answerDeviceRequest(actor, { userCode: code, approved: true });
    expect((await poll(device, deviceCode)).status).toBe(200);
    expect((await poll(device, deviceCode)).status).toBe(200);
    expect((await poll(new Device(portal.url), deviceCode)).body.error).toBe("invalid_grant");
  });

  test("a no is a no: access_denied, no device, and an act", async () => {
    const device = new Device(portal.url);
    const { code, deviceCode } = await ask(device);
    await answerDeviceRequest(actor, { userCode: code, approved: false });
    expect((await poll(device, deviceCode)).body.error).toBe("access_denied");
    expect(await portal.sql("select from device where thumbprint = $1", [device.thumbprint])).toEqual([]);
    expect(await portal.sql("select from act where kind = 'device.refused'")).toHaveLength(1);
    await expect(answerDeviceRequest(actor, { userCode: code, approved: true })).rejects.toMatchObject({
      code: "conflict",
      reason: "already-answered",
    });
  });

  test("two people answering at once become one answer and one conflict", async () => {
    const other = await portal.person("basil.thimblewick");
    const { code } = await ask(new Device(portal.url));
    const both = await Promise.allSettled(
      [actor, other].map((who) => answerDeviceRequest(who, { userCode: code, approved: true })),
    );
    expect(both.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = both.find((each) => each.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "conflict" });
  });

  test("a code expires; a key that is linked is not linked again", async () => {
    const device = new Device(portal.url);
    const first = await ask(device);
    await portal.sql("update device_authorization set expires_at = sayso_now() where device_code_hash = $1", [
      await hash(first.deviceCode),
    ]);
    await expect(answerDeviceRequest(actor, { userCode: first.code, approved: true })).rejects.toMatchObject({
      code: "expired",
    });
    expect((await poll(device, first.deviceCode)).body.error).toBe("expired_token");
    expect(await findDeviceRequest(actor, first.code)).toBeNull();
    const linked = await portal.device(actor);
    const again = await linked.form("/device_authorization", DEVICE);
    await expect(
      answerDeviceRequest(actor, { userCode: String(again.body.user_code), approved: true }),
    ).rejects.toMatchObject({ code: "conflict", reason: "already-linked" });
  });

  test("codes cannot be guessed at leisure", async () => {
    const guesser = await portal.person("sorrel.thimblewick");
    const guesses = Array.from({ length: 40 }, () =>
      findDeviceRequest(guesser, "BCDF-GHJK").catch((error) => error),
    );
    const refused = (await Promise.all(guesses)).filter((each) => each?.code === "too_many");
    expect(refused.length).toBe(10);
    expect(refused[0].detail.retryAfter).toBeGreaterThan(0);
  });

  test("a code that a computer waits with is no guess, however often its page is read", async () => {
    const reader = await portal.person("clover.thimblewick");
    const { code } = await ask(new Device(portal.url));
    for (let n = 0; n < 35; n++) expect(await findDeviceRequest(reader, code)).not.toBeNull();
    expect(await answerDeviceRequest(reader, { userCode: code, approved: false })).toEqual({
      deviceId: null,
    });
  });

  test("ES256 keys enrol as well", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const url = `${portal.url}/api/agent/v1/device_authorization`;
    const proof = await new SignJWT({ jti: "es256-proof", htm: "POST", htu: url })
      .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk: publicKey.export({ format: "jwk" }) })
      .setIssuedAt()
      .sign(privateKey);
    const answer = await fetch(url, {
      method: "POST",
      headers: { dpop: proof, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(DEVICE).toString(),
    });
    expect(answer.status).toBe(200);
  });

  test("a name that could deceive is refused in OAuth's own words", async () => {
    for (const device_name of ["\u202Eevil", "nul\u0000", "", "x".repeat(81)]) {
      const { status, body } = await ask(new Device(portal.url), { device_name });
      expect([status, body.error]).toEqual([400, "invalid_request"]);
    }
  });
});

describe("tokens", () => {
  test("a refresh gives a new access token, ends the old one, and keeps the refresh token", async () => {
    const device = await portal.device(actor);
    const { accessToken, refreshToken } = device;
    await device.refresh();
    expect(device.refreshToken).toBe(refreshToken);
    await device.sync({});
    device.accessToken = accessToken;
    expect((await device.json("/sync", {})).body).toMatchObject({ status: 401, error: "invalid_token" });
  });

  test("are given whatever else is asked, and refused as OAuth says when nothing is", async () => {
    const device = await portal.device(actor);
    const { refreshToken: refresh_token } = device;
    device.accessToken = "";
    const fields = { grant_type: "refresh_token", refresh_token, client_id: "sayso-agent" };
    expect((await device.form("/token", { ...fields, audience: "unknown" })).status).toBe(200);
    const { grant_type: _, ...without } = fields;
    expect((await device.form("/token", without)).body.error).toBe("invalid_request");
    const other = await device.form("/token", { ...fields, grant_type: "password" });
    expect(other.body.error).toBe("unsupported_grant_type");
    expect((await ask(new Device(portal.url), { scope: "unknown" })).status).toBe(200);
  });

  test("are worthless without the key they are bound to", async () => {
    const device = await portal.device(actor);
    const thief = new Device(portal.url);
    thief.accessToken = device.accessToken;
    expect((await thief.json("/sync", {})).body).toMatchObject({ status: 401, error: "invalid_token" });
    const fields = {
      grant_type: "refresh_token",
      refresh_token: device.refreshToken,
      client_id: "sayso-agent",
    };
    thief.accessToken = "";
    expect((await thief.form("/token", fields)).body.error).toBe("invalid_grant");
  });

  test("expire", async () => {
    const device = await portal.device(actor);
    await portal.sql("update device_token set access_expires_at = sayso_now() where device_id = $1", [
      device.deviceId,
    ]);
    expect((await device.json("/sync", {})).body).toMatchObject({ status: 401, error: "invalid_token" });
    await portal.sql("update device_token set refresh_expires_at = sayso_now() where device_id = $1", [
      device.deviceId,
    ]);
    await expect(device.refresh()).rejects.toThrow("invalid_grant");
  });

  test("of an unlinked device, or of somebody who left, are refused at once", async () => {
    const device = await portal.device(actor);
    await device.sync({});
    await revokeDevice(actor, { deviceId: device.deviceId, reason: "sold" });
    const answer = await device.json("/sync", {});
    expect(answer.body).toMatchObject({ status: 401, error: "invalid_token" });
    expect(answer.body.type).toMatch(/\/device-revoked$/);
    await expect(device.refresh()).rejects.toThrow("invalid_grant");
    await expect(revokeDevice(actor, { deviceId: device.deviceId, reason: "again" })).rejects.toMatchObject({
      code: "conflict",
    });
    const acts = await portal.sql("select from act where kind = 'device.revoked' and object_id = $1", [
      device.deviceId,
    ]);
    expect(acts).toHaveLength(1);
  });

  test("nobody unlinks another's device but an admin", async () => {
    const device = await portal.device(actor);
    const colleague = await portal.person("clover.thimblewick");
    const input = { deviceId: device.deviceId, reason: "not mine" };
    await expect(revokeDevice(colleague, input)).rejects.toMatchObject({ code: "not_found" });
    const [row] = await portal.sql<{ subject: string }>(
      "select subject from person p join role_grant g on g.person_id = p.id where g.role = 'admin' limit 1",
    );
    await revokeDevice(await portal.person(row?.subject ?? ""), input);
    expect((await device.json("/sync", {})).body.type).toMatch(/\/device-revoked$/);
  });
});

async function hash(text: string): Promise<Buffer> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
