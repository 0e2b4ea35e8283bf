// Checks an evidence pack, or somebody's own download: node verify-evidence.mjs <ZIP or unpacked folder> <fingerprint>
// Needs Node 20 or later, nothing else, and no network. The fingerprint is in the portal's /keys.json.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { inflateRawSync } from "node:zlib";

/** What is checked, by what the signature says that its manifest is. */
const KINDS = {
  "sayso-evidence-manifest+jws": { kind: "sayso-evidence-pack", name: "pack" },
  "sayso-export-manifest+jws": { kind: "sayso-export", name: "export" },
};

/** The files of a pack by their path. */
function filesOf(place) {
  return statSync(place).isDirectory() ? filesOfFolder(place) : filesOfZip(readFileSync(place));
}

function filesOfFolder(folder) {
  const files = new Map();
  for (const each of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (each.isDirectory()) continue;
    const path = join(each.parentPath ?? each.path, each.name);
    if (!each.isFile()) fail(`${path} is no plain file`);
    files.set(relative(folder, path).split(sep).join("/"), readFileSync(path));
  }
  return files;
}

/**
 * A plain ZIP: entry after entry with nothing before, between or behind them, and each described alike wherever the
 * archive does so, so that no other program can read another file out of it.
 */
function filesOfZip(zip) {
  const end = zip.length - 22;
  if (end < 0 || zip.readUInt32LE(end) !== 0x06054b50) fail("this is no whole ZIP archive");
  const [count, directory] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16)];
  const isWhole = [
    zip.readUInt32LE(end + 4) === 0,
    zip.readUInt16LE(end + 8) === count,
    zip.readUInt32LE(end + 12) === end - directory,
    zip.readUInt16LE(end + 20) === 0,
  ];
  if (isWhole.includes(false))
    fail("the archive's end is damaged, or it is larger than 4 GB: unpack it first");
  const files = new Map();
  let [place, next] = [directory, 0];
  for (let left = count; left > 0; left--) {
    const entry = zipEntry(zip, place, directory);
    if (entry.start !== next || files.has(entry.path)) fail(`the archive is damaged at ${entry.path}`);
    files.set(entry.path, entry.file);
    next = entry.end;
    place = entry.next;
  }
  if (next !== directory || place !== end) fail("the archive holds more than it lists");
  return files;
}

/** One entry, by what the list at `place` says of it. Of all entries alike are age, kind and rights. */
function zipEntry(zip, place, first) {
  if (zip.readUInt32LE(place) !== 0x02014b50) fail("the archive's list of files is damaged");
  const [flags, method, crc] = [
    zip.readUInt16LE(place + 8),
    zip.readUInt16LE(place + 10),
    zip.readUInt32LE(place + 16),
  ];
  const [packed, size, start] = [20, 24, 42].map((at) => zip.readUInt32LE(place + at));
  const [nameLength, extra] = [28, 30].map((at) => zip.readUInt16LE(place + at));
  const name = zip.subarray(place + 46, place + 46 + nameLength);
  const path = name.toString("utf8");
  const isStreamed = (flags & 8) !== 0;
  const same = (from, length, other) =>
    zip.subarray(from, from + length).equals(zip.subarray(other, other + length));
  const data = start + 30 + nameLength;
  const sums = isStreamed ? [0, 0, 0] : [crc, packed, size];
  const bytes = zip.subarray(data, data + packed);
  const file = method === 0 ? bytes : inflated(bytes, size);
  const end = data + packed + (isStreamed ? 16 : 0);
  const firstExtra = first + 46 + zip.readUInt16LE(first + 28);
  const isSound = [
    (flags & ~8) === 0x0800,
    [0, 8].includes(method),
    same(place + 4, 4, first + 4),
    same(place + 12, 4, first + 12),
    same(place + 30, 12, first + 30),
    extra <= 9 && same(place + 46 + nameLength, extra, firstExtra),
    zip.readUInt16LE(place + 32) === 0,
    zip.readUInt32LE(place + 34) === 0,
    zip.readUInt32LE(place + 38) >>> 28 === 8,
    zip.readUInt32LE(start) === 0x04034b50,
    same(start + 4, 10, place + 6),
    sums.every((each, at) => zip.readUInt32LE(start + 14 + 4 * at) === each),
    zip.readUInt16LE(start + 26) === nameLength,
    zip.readUInt16LE(start + 28) === 0,
    zip.subarray(start + 30, data).equals(name),
    !isStreamed ||
      (zip.readUInt32LE(data + packed) === 0x08074b50 && same(data + packed + 4, 12, place + 16)),
    file.length === size,
    crc32(file) === crc,
  ];
  if (isSound.includes(false)) fail(`the archive is damaged at ${path}`);
  return { path, file, start, end, next: place + 46 + nameLength + extra };
}

function inflated(bytes, size) {
  const { buffer, engine } = inflateRawSync(bytes, { maxOutputLength: Math.max(1, size), info: true });
  if (engine.bytesWritten !== bytes.length) fail("the archive holds more than it lists");
  return buffer;
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

/** The manifest, if it is signed by the key of that fingerprint (JWK thumbprint, RFC 7638). */
function signedManifest(files, fingerprint) {
  const [header, payload, signature] = text(files, "manifest.jws").split(".");
  const { alg, typ } = JSON.parse(Buffer.from(header, "base64url"));
  if (alg !== "EdDSA" || !Object.hasOwn(KINDS, typ)) fail("the signature is of another kind");
  const key = JSON.parse(text(files, "keys.json")).keys.find((each) => thumbprint(each) === fingerprint);
  if (!key) fail("no key in the pack has the fingerprint that you gave");
  const manifest = files.get("manifest.json");
  if (!manifest || manifest.toString("base64url") !== payload) fail("the signature is of another manifest");
  const signed = Buffer.from(`${header}.${payload}`);
  const isSigned = verify(
    null,
    signed,
    createPublicKey({ key, format: "jwk" }),
    Buffer.from(signature, "base64url"),
  );
  if (!isSigned) fail("the signature on the manifest is not by that key");
  const read = JSON.parse(manifest);
  if (read.kind !== KINDS[typ].kind) fail("the signature is of another kind");
  return { ...read, name: KINDS[typ].name };
}

function thumbprint({ crv, kty, x }) {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url");
}

function text(files, path) {
  return files.get(path)?.toString("utf8") ?? fail(`${path} is missing`);
}

function checkFiles(files, manifest) {
  const wrong = [];
  const listed = new Set(["manifest.json", "manifest.jws"]);
  for (const { path, bytes, sha256 } of manifest.files) {
    listed.add(path);
    const file = files.get(path);
    if (!file) wrong.push(`${path} is missing`);
    else if (file.length !== bytes || createHash("sha256").update(file).digest("hex") !== sha256)
      wrong.push(`${path} was changed`);
  }
  for (const path of files.keys()) if (!listed.has(path)) wrong.push(`${path} does not belong to the pack`);
  if (wrong.length > 0) fail(wrong.join("\n"));
}

function fail(why) {
  console.error(`NOT VERIFIED\n${why}`);
  process.exit(1);
}

const [place, fingerprint] = process.argv.slice(2);
if (!place || !fingerprint) fail("Say: node verify-evidence.mjs <ZIP or unpacked folder> <fingerprint>");
try {
  const files = filesOf(place);
  const manifest = signedManifest(files, fingerprint);
  checkFiles(files, manifest);
  const { name, jurisdiction, fromDay, untilDay, madeAt } = manifest;
  console.log(`This ${name} is whole and unchanged.`);
  const about = name === "pack" ? `${jurisdiction}, ${fromDay} to ${untilDay}` : "All about one person";
  console.log(`${about}, asked for at ${madeAt}; ${files.size} files.`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
