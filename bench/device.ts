import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { v7 } from "uuid";
import { type Batch, type SyncRequest, type SyncResponse, syncResponse } from "../domain/activity/schema.ts";
import { DEVICE_CODE_GRANT, deviceAuthorizationResponse, tokenResponse } from "../domain/directive/schema.ts";

const DOOR = "/api/agent/v1";

/** An answer as it came, for whoever wants to see more than success. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/**
 * A device that speaks the real protocol, for tests and measurements: its own Ed25519 key, RFC 8628
 * enrolment, a fresh DPoP proof for every request. It records nothing by itself.
 */
export class Device {
  readonly #key: KeyObject;
  readonly #jwk: Record<string, string>;
  readonly #portal: string;
  accessToken = "";
  refreshToken = "";
  deviceId = "";

  constructor(portal: string) {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const { crv = "", kty = "", x = "" } = publicKey.export({ format: "jwk" });
    this.#key = privateKey;
    this.#jwk = { crv, kty, x };
    this.#portal = portal;
  }

  get thumbprint(): string {
    return createHash("sha256").update(JSON.stringify(this.#jwk)).digest("base64url");
  }

  get publicKey(): Record<string, string> {
    return this.#jwk;
  }

  /** A DPoP proof (RFC 9449 section 4.2); `claims` and `header` override what a test wants to be wrong. */
  proof(
    method: string,
    path: string,
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): string {
    const ath = this.accessToken
      ? { ath: createHash("sha256").update(this.accessToken).digest("base64url") }
      : {};
    const head = part({ typ: "dpop+jwt", alg: "EdDSA", jwk: this.#jwk, ...header });
    const body = part({
      jti: randomBytes(12).toString("base64url"),
      htm: method,
      htu: this.#portal + DOOR + path,
      iat: Math.floor(Date.now() / 1000),
      ...ath,
      ...claims,
    });
    const signature = sign(null, Buffer.from(`${head}.${body}`), this.#key).toString("base64url");
    return `${head}.${body}.${signature}`;
  }

  headers(method: string, path: string, claims: Record<string, unknown> = {}): Record<string, string> {
    const dpop = this.proof(method, path, claims);
    return this.accessToken ? { authorization: `DPoP ${this.accessToken}`, dpop } : { dpop };
  }

  async send(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
    method = "POST",
  ): Promise<Answer> {
    const response = await fetch(this.#portal + DOOR + path, { method, body, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: asObject(text) };
  }

  form(path: string, fields: Record<string, string>): Promise<Answer> {
    const headers = { ...this.headers("POST", path), "content-type": "application/x-www-form-urlencoded" };
    return this.send(path, new URLSearchParams(fields).toString(), headers);
  }

  json(path: string, body: unknown, extra: Record<string, string> = {}): Promise<Answer> {
    const headers = { ...this.headers("POST", path), "content-type": "application/json", ...extra };
    return this.send(path, JSON.stringify(body), headers);
  }

  /** Asks to be linked, has `approve` answer for the employee, and collects its tokens. */
  async enrol(name: string, approve: (userCode: string) => Promise<unknown>): Promise<void> {
    const asked = await this.form("/device_authorization", {
      client_id: "sayso-agent",
      device_name: name,
      device_platform: "linux",
      device_serial: `SN-${this.thumbprint.slice(0, 8)}`,
    });
    if (asked.status !== 200) throw new Error(`enrolment was refused: ${asked.status} ${asked.text}`);
    const { device_code, user_code } = deviceAuthorizationResponse.parse(asked.body);
    await approve(user_code);
    await this.takeTokens({ grant_type: DEVICE_CODE_GRANT, device_code, client_id: "sayso-agent" });
  }

  async refresh(): Promise<void> {
    const refresh_token = this.refreshToken;
    await this.takeTokens({ grant_type: "refresh_token", refresh_token, client_id: "sayso-agent" });
  }

  async takeTokens(fields: Record<string, string>): Promise<void> {
    this.accessToken = "";
    const answer = await this.form("/token", fields);
    if (answer.status !== 200) throw new Error(`there are no tokens: ${answer.status} ${answer.text}`);
    const tokens = tokenResponse.parse(answer.body);
    this.accessToken = tokens.access_token;
    this.refreshToken = tokens.refresh_token;
    this.deviceId = tokens.device_id;
  }

  /** Sends a picture taken at the id's time; `extra` overrides what a test wants to be wrong. */
  putCapture(
    id: string,
    application: string,
    bytes: Uint8Array,
    extra: Record<string, string> = {},
  ): Promise<Answer> {
    const path = `/captures/${id}`;
    const digest = createHash("sha256").update(bytes).digest("base64");
    const headers = {
      ...this.headers("PUT", path),
      "content-type": "image/png",
      "content-digest": `sha-256=:${digest}:`,
      "sayso-application": application,
      ...extra,
    };
    return this.send(path, new Uint8Array(bytes), headers, "PUT");
  }

  /** One sync that has to succeed. */
  async sync(request: Partial<SyncRequest>): Promise<SyncResponse> {
    const body = gzipSync(JSON.stringify(syncBody(request)));
    const headers = {
      ...this.headers("POST", "/sync"),
      "content-type": "application/json",
      "content-encoding": "gzip",
    };
    const answer = await this.send("/sync", new Uint8Array(body), headers);
    if (answer.status !== 200) throw new Error(`the sync was refused: ${answer.status} ${answer.text}`);
    return syncResponse.parse(answer.body);
  }
}

export function syncBody(request: Partial<SyncRequest>): SyncRequest {
  return {
    agent: { version: "0.3.0", platform: "linux" },
    applied: null,
    label: "collected",
    batches: [],
    ...request,
  };
}

/** A batch sealed at `at` (milliseconds), empty unless said otherwise. */
export function newBatch(part: Partial<Batch> = {}, at = Date.now()): Batch {
  const usage = {
    cpuMs: 40,
    rssMb: 60,
    bytesSent: 900,
    bytesReceived: 700,
    batteryPercent: 80,
    droppedSegments: 0,
  };
  return { id: v7({ msecs: at }), segments: [], coverage: [], usage, ...part };
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function asObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
