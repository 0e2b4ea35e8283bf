import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readIfThere, writePrivately } from "./state-dir.ts";

const privateJwk = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string(),
  d: z.string(),
});

/** The device's key (Ed25519). It is made here, kept with mode 0600, and never leaves the device. */
export class DeviceKey {
  private readonly header: string;

  constructor(
    private readonly privateKey: KeyObject,
    x: string,
  ) {
    const jwk = { kty: "OKP", crv: "Ed25519", x };
    this.header = encode(JSON.stringify({ typ: "dpop+jwt", alg: "EdDSA", jwk }));
  }

  /** A proof of possession for one request (RFC 9449 section 4.2). `seconds`: server time as best known. */
  proof(request: { method: string; url: string; seconds: number; accessToken?: string }): string {
    const claims = {
      jti: randomBytes(12).toString("base64url"),
      htm: request.method,
      htu: request.url,
      iat: request.seconds,
      ...(request.accessToken === undefined ? {} : { ath: digest(request.accessToken) }),
    };
    const signed = `${this.header}.${encode(JSON.stringify(claims))}`;
    return `${signed}.${sign(null, Buffer.from(signed), this.privateKey).toString("base64url")}`;
  }
}

export function loadOrMakeDeviceKey(directory: string): DeviceKey {
  const path = keyPath(directory);
  const kept = readIfThere(path);
  if (kept === null) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writePrivately(path, JSON.stringify(privateKey.export({ format: "jwk" })));
    return loadOrMakeDeviceKey(directory);
  }
  const jwk = privateJwk.parse(JSON.parse(kept));
  return new DeviceKey(createPrivateKey({ key: jwk, format: "jwk" }), jwk.x);
}

export function keyPath(directory: string): string {
  return join(directory, "device-key.json");
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
