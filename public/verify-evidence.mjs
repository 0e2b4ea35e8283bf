// Checks an evidence pack: node verify-evidence.mjs <ZIP or unpacked folder> <fingerprint>
// Needs Node 20 or later, nothing else, and no network. The fingerprint is in the portal's /keys.json.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { inflateRawSync } from "node:zlib";

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

/** A plain ZIP, entry after entry with nothing before, between or behind them. */
function filesOfZip(zip) {
  const end = zip.length - 22;
  if (end < 0 || zip.readUInt32LE(end) !== 0x06054b50) fail("this is no whole ZIP archive");
  const files = new Map();
  let place = zip.readUInt32LE(end + 16);
  let next = 0;
  const directory = place;
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    if (zip.readUInt32LE(place) !== 0x02014b50) fail("the archive's list of files is damaged");
    const [flags, method] = [zip.readUInt16LE(place + 8), zip.readUInt16LE(place + 10)];
    const [packed, size] = [zip.readUInt32LE(place + 20), zip.readUInt32LE(place + 24)];
    const [nameLength, extra, comment] = [28, 30, 32].map((at) => zip.readUInt16LE(place + at));
    const start = zip.readUInt32LE(place + 42);
    const path = zip.toString("utf8", place + 46, place + 46 + nameLength);
    const local = zip.toString("utf8", start + 30, start + 30 + zip.readUInt16LE(start + 26));
    if (start !== next || zip.readUInt32LE(start) !== 0x04034b50 || local !== path || files.has(path))
      fail(`the archive is damaged at ${path}`);
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const bytes = zip.subarray(data, data + packed);
    const file = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
    if (file.length !== size || ![0, 8].includes(method)) fail(`the archive is damaged at ${path}`);
    files.set(path, file);
    next = data + packed + (flags & 8 ? 16 : 0);
    place += 46 + nameLength + extra + comment;
  }
  if (next !== directory || place !== end) fail("the archive holds more than it lists");
  return files;
}

/** The manifest, if it is signed by the key of that fingerprint (JWK thumbprint, RFC 7638). */
function signedManifest(files, fingerprint) {
  const [header, payload, signature] = text(files, "manifest.jws").split(".");
  const { alg, typ } = JSON.parse(Buffer.from(header, "base64url"));
  if (alg !== "EdDSA" || typ !== "sayso-evidence-manifest+jws") fail("the signature is of another kind");
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
  return JSON.parse(manifest);
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
  const { jurisdiction, fromDay, untilDay, madeAt } = manifest;
  console.log("This pack is whole and unchanged.");
  console.log(`${jurisdiction}, ${fromDay} to ${untilDay}, asked for at ${madeAt}; ${files.size} files.`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
