import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { type ObjectStore, objectName, STORE_LIMIT_MS, StoreTrouble, type Trouble } from "./store.ts";

export interface S3Settings {
  /** The service's own address, such as `https://s3.us-east-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** What names begin with: empty, or ending in a slash. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Far over what is kept: a service that answers without end fills no memory. */
const LARGEST = 8_000_000;

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** What an S3 error calls itself, such as `NoSuchKey`; else empty. */
  readonly code: string;
}

/**
 * Any service that speaks S3 (docs/decisions/0028): an object is put whole with its length and its hash signed, and is
 * there only once all of it was received.
 */
export function s3Store(settings: S3Settings, limitMs = STORE_LIMIT_MS): ObjectStore {
  const send = sender(settings, limitMs);
  return {
    put: async (name, bytes) => {
      const answer = await send("PUT", name, bytes);
      if (answer.status !== 200) throw troubleOf(answer);
    },
    get: async (name) => {
      const answer = await send("GET", name);
      if (answer.status === 200) return answer.body;
      if (answer.status === 404 && answer.code === "NoSuchKey") return null;
      throw troubleOf(answer);
    },
    remove: async (name) => {
      const answer = await send("DELETE", name);
      const isGone = answer.status === 204 || answer.status === 200 || answer.code === "NoSuchKey";
      if (!isGone) throw troubleOf(answer);
    },
  };
}

type Send = (method: "PUT" | "GET" | "DELETE", name: string, body?: Uint8Array) => Promise<Answer>;

function sender(settings: S3Settings, limitMs: number): Send {
  const { endpoint, region, bucket, prefix, accessKeyId, secretAccessKey } = settings;
  const { protocol, hostname, port, host, origin } = new URL(endpoint);
  const signer = new SignatureV4({
    service: "s3",
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    uriEscapePath: false,
  });
  return async (method, name, body) => {
    // The bucket in the path, not in the host: that is what every service has that speaks S3.
    const path = `/${bucket}/${prefix}${objectName(name)}`;
    const place = { protocol, hostname, path, query: {}, ...(port ? { port: Number(port) } : {}) };
    const { headers } = await signer.sign({ method, ...place, headers: { host }, body });
    delete headers.host;
    try {
      const response = await fetch(origin + path, {
        method,
        headers,
        redirect: "error",
        signal: AbortSignal.timeout(limitMs),
        ...(body ? { body: new Uint8Array(body) } : {}),
      });
      return await received(response);
    } catch (error) {
      throw unreached(error);
    }
  };
}

async function received(response: Response): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST) throw new StoreTrouble("gone", "the object store answers without end");
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const code = response.ok ? "" : (/<Code>(\w{1,60})<\/Code>/.exec(body.toString("latin1"))?.[1] ?? "");
  return { status: response.status, body, code };
}

function unreached(error: unknown): StoreTrouble {
  if (error instanceof StoreTrouble) return error;
  if (error instanceof Error && error.name === "TimeoutError")
    return new StoreTrouble("slow", "the object store does not answer in time");
  return new StoreTrouble("gone", "the object store cannot be reached");
}

/** What services say when there is no room: RFC 4918 section 11.5, and names of their own. */
const FULL = /Quota|StorageFull|InsufficientStorage|TooManyObjects|DiskFull/;
const SLOW = /SlowDown|RequestTimeout|Busy/;

function troubleOf({ status, code }: Answer): StoreTrouble {
  const trouble: Trouble = status === 507 || FULL.test(code) ? "full" : SLOW.test(code) ? "slow" : "gone";
  return new StoreTrouble(trouble, `the object store answers ${status} ${code}`.trim());
}

/** Node's own hash, as the signer wants it. */
export class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): never {
    throw new Error("each is used once");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
