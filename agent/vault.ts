import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { join } from "node:path";
import { readIfThere, writePrivately } from "./state-dir.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts what lies on disk (AES-256-GCM), bound to the place where it lies. The key stays beside it, mode 0600. */
export class Vault {
  private readonly key: Buffer;

  constructor(directory: string) {
    this.key = loadOrMakeKey(directory);
  }

  seal(plain: string, place: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws if the bytes were changed, or belong to another place. */
  open(body: Uint8Array, place: string): string {
    const nonce = body.subarray(0, NONCE_BYTES);
    const tag = body.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.key, nonce).setAAD(Buffer.from(place));
    decipher.setAuthTag(tag);
    return (
      decipher.update(body.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8")
    );
  }
}

function loadOrMakeKey(directory: string): Buffer {
  const path = join(directory, "queue.key");
  const kept = readIfThere(path);
  const known = Buffer.from(kept ?? "", "base64url");
  if (known.length === KEY_BYTES) return known;
  // What was sealed with a key that is lost or damaged cannot be read by anybody any more.
  const key = randomBytes(KEY_BYTES);
  writePrivately(path, key.toString("base64url"));
  return key;
}
