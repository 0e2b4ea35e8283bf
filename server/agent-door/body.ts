import { promisify } from "node:util";
import { gunzip, gunzipSync } from "node:zlib";
import type { Context } from "hono";
import type { z } from "zod";
import { Problem } from "./problem.ts";

export const BODY_LIMIT = 1_048_576;

/** At most a megabyte comes of it, in a millisecond or two. */
const SMALL = 16_384;

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

/** Reads a JSON body, gzip or plain, of at most 1 MB before and after inflating. Refuses with 400, 413, 415 or 422. */
export async function readJson<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (mediaType(c) !== "application/json") {
    throw new Problem(415, "media-type", "The body must be application/json.");
  }
  const text = decode(await unpacked(c));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Problem(400, "malformed", "The body is not JSON.");
  }
  return check(schema, json);
}

/** Reads a body of this type and of at most `most` bytes as it is. Refuses with 413 or 415. */
export async function readBytes(c: Context, type: string, most: number): Promise<Buffer> {
  if (mediaType(c) !== type) throw new Problem(415, "media-type", `The body must be ${type}.`);
  const encoding = c.req.header("content-encoding")?.toLowerCase() ?? "identity";
  if (encoding !== "identity") throw new Problem(415, "encoding", "The body must be sent plain.");
  const tooLarge = new Problem(413, "too-large", `The body is over ${most} bytes.`);
  return Buffer.from(await received(c, most, tooLarge));
}

/** Reads a form (application/x-www-form-urlencoded). A field given twice is refused, as RFC 6749 section 3.2 asks. */
export async function readForm(c: Context): Promise<Record<string, string>> {
  if (mediaType(c) !== "application/x-www-form-urlencoded") {
    throw new Problem(415, "media-type", "The body must be application/x-www-form-urlencoded.");
  }
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(decode(await unpacked(c)))) {
    if (name in fields) throw new Problem(400, "malformed", `The field ${shown(name)} is given twice.`);
    fields[name] = value;
  }
  return fields;
}

/** Parses strictly; refuses with the fields that are wrong and why (422). */
export function check<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues.slice(0, 20)) {
    const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 3).map(shown) : [];
    const path = [...issue.path.map(String), ...unknown.slice(0, 1)].join(".");
    fields[path] = issue.code === "unrecognized_keys" ? "This field is not known." : issue.message;
  }
  const [first] = Object.keys(fields);
  throw new Problem(422, "invalid", `The field ${first || "(the whole body)"} is not as it should be.`, {
    fields,
  });
}

/** What a stranger named a thing, fit to be said back. */
function shown(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 40);
}

function mediaType(c: Context): string {
  return (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Problem(400, "malformed", "The body is not UTF-8.");
  }
}

async function unpacked(c: Context): Promise<Uint8Array> {
  const encoding = c.req.header("content-encoding")?.toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new Problem(415, "encoding", "The body may be sent plain or as gzip.");
  }
  const bytes = await received(c, BODY_LIMIT, tooLarge());
  if (encoding === "identity") return bytes;
  const options = { maxOutputLength: BODY_LIMIT };
  try {
    // The usual body is inflated sooner than another thread could be asked to.
    return bytes.byteLength < SMALL ? gunzipSync(bytes, options) : await inflate(bytes, options);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new Problem(400, "malformed", "The body is not gzip.");
  }
}

/** Counts while it reads, so that a body that never ends is cut off at the limit. */
async function received(c: Context, most: number, refusal: Problem): Promise<Uint8Array> {
  const announced = Number(c.req.header("content-length") ?? Number.NaN);
  if (announced > most) throw refusal;
  // The HTTP parser holds a body to the length it announced.
  if (Number.isInteger(announced)) return new Uint8Array(await c.req.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw refusal;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): Problem {
  return new Problem(413, "too-large", "The body is over 1 MB. Send it in parts.");
}
