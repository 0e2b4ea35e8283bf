import { createCipheriv, createDecipheriv, createHash, randomBytes, randomFillSync } from "node:crypto";
import { env } from "./env.ts";

const NONCE = 12;
const TAG = 16;

export function sha256(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/** 256 bits of chance as base64url: an opaque token, of which only the SHA-256 is ever stored. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** AES-256-GCM: nonce, then ciphertext, then tag. `context` is authenticated but not stored, so a record cannot be moved. */
export function seal(key: Uint8Array, plain: string | Uint8Array, context: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = typeof plain === "string" ? cipher.update(plain, "utf8") : cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** Undoes `seal`. Throws when the key, the context or a single bit differs. */
export function open(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const end = sealed.length - TAG;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE, end)), decipher.final()]);
}

const NONCES = 512;
const pool = Buffer.alloc(NONCE * NONCES);
let drawn = NONCES;

/** Random nonces, drawn many at a time: one call to the system's generator per record costs as much as the cipher. */
function nextNonce(): Buffer {
  if (drawn === NONCES) {
    randomFillSync(pool);
    drawn = 0;
  }
  const start = NONCE * drawn++;
  return Buffer.from(pool.subarray(start, start + NONCE));
}

/** A new data key for one employee, wrapped by the portal's master key for keeping in the database. */
export function newDataKey(employeeId: string): Buffer {
  return seal(masterKey(), randomBytes(32), `data-key:${employeeId}`);
}

export function unwrapDataKey(employeeId: string, wrapped: Uint8Array): Buffer {
  return open(masterKey(), wrapped, `data-key:${employeeId}`);
}

/** A file for keeping in the database, under the master key and bound to its row's id. */
export function sealFile(id: string, bytes: Uint8Array): Buffer {
  return seal(masterKey(), bytes, `file:${id}`);
}

/** Undoes `sealFile`. Throws when it is another row's, or a single bit differs. */
export function openFile(id: string, sealed: Uint8Array): Buffer {
  return open(masterKey(), sealed, `file:${id}`);
}

function masterKey(): Buffer {
  return Buffer.from(env().SAYSO_MASTER_KEY, "base64url");
}
