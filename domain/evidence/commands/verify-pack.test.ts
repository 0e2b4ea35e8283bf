import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyFingerprint } from "../../../lib/signing.ts";
import { openPackPortal, type PackPortal } from "../test-packs.ts";
import { unzip } from "../test-unzip.ts";

const VERIFY = fileURLToPath(new URL("../../../public/verify-evidence.mjs", import.meta.url));

let portal: PackPortal;
let folder: string;
let thread: Worker | undefined;

beforeAll(async () => {
  portal = await openPackPortal();
  folder = await mkdtemp(join(tmpdir(), "sayso-pack-"));
});
afterAll(async () => {
  await thread?.terminate();
  await rm(folder, { recursive: true });
  await portal.close();
});

async function check(place: string, fingerprint?: string) {
  const known = fingerprint ?? (await keyFingerprint());
  return promisify(execFile)(process.execPath, [VERIFY, place, known]).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
}

/** Runs the program again and again in one thread: each message is what it is called with, each answer its exit code. */
const AGAIN = `
  const { parentPort, workerData: program } = require("node:worker_threads");
  console.log = console.error = () => undefined;
  process.exit = (code) => {
    throw Object.assign(new Error("the program ended"), { code });
  };
  let turn = 0;
  parentPort.on("message", async (args) => {
    process.argv = [process.execPath, program, ...args];
    turn += 1;
    parentPort.postMessage(await import(program + "?" + turn).then(() => 0, ({ code }) => code));
  });`;

/** Whether it is verified: for what is tried often, a hundred times quicker than a process. */
async function isVerified(place: string): Promise<boolean> {
  thread ??= new Worker(AGAIN, { eval: true, workerData: pathToFileURL(VERIFY).href });
  thread.postMessage([place, await keyFingerprint()]);
  const [code] = await once(thread, "message");
  expect([0, 1]).toContain(code);
  return code === 0;
}

describe("the documented command", () => {
  let zip: Buffer;
  let unpacked: string;

  beforeAll(async () => {
    ({ zip } = await portal.make("US-IL"));
    await writeFile(join(folder, "pack.zip"), zip);
    unpacked = join(folder, "unpacked");
    for (const [path, bytes] of await unzip(zip)) {
      await promisify(execFile)("mkdir", ["-p", join(unpacked, path, "..")]);
      await writeFile(join(unpacked, path), bytes);
    }
  });

  test("verifies the ZIP and the unpacked folder without the portal", async () => {
    for (const place of [join(folder, "pack.zip"), unpacked]) {
      expect(await check(place)).toMatchObject({
        code: 0,
        said: expect.stringContaining("whole and unchanged"),
      });
    }
  });

  test("does not with another fingerprint, nor with a key that came with the pack alone", async () => {
    const answer = await check(unpacked, "A".repeat(43));
    expect(answer).toMatchObject({ code: 1, said: expect.stringContaining("fingerprint") });
  });

  const altered = async (change: (copy: string) => Promise<unknown>) => {
    const copy = await mkdtemp(join(folder, "copy-"));
    await cp(unpacked, copy, { recursive: true });
    await change(copy);
    return check(copy);
  };

  test("finds a single bit in every file", async () => {
    const copy = await mkdtemp(join(folder, "copy-"));
    await cp(unpacked, copy, { recursive: true });
    for (const path of await readdir(unpacked, { recursive: true })) {
      const bytes = await readFile(join(unpacked, path)).catch(() => null);
      if (!bytes || bytes.length === 0) continue;
      const place = Math.floor(bytes.length / 2);
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(place) ^ 1, place);
      await writeFile(join(copy, path), flipped);
      expect(await isVerified(copy), path).toBe(false);
      await writeFile(join(copy, path), bytes);
    }
    expect(await isVerified(copy), "as it was").toBe(true);
  });

  test("finds a missing, an added and a renamed file", async () => {
    expect(await altered((copy) => rm(join(copy, "gaps.csv")))).toMatchObject({
      code: 1,
      said: expect.stringContaining("gaps.csv is missing"),
    });
    expect(await altered((copy) => writeFile(join(copy, "more.csv"), ""))).toMatchObject({
      code: 1,
      said: expect.stringContaining("more.csv does not belong"),
    });
    expect(await altered((copy) => rename(join(copy, "seen.csv"), join(copy, "saw.csv")))).toMatchObject({
      code: 1,
    });
    for (const path of ["manifest.json", "manifest.jws", "keys.json"]) {
      expect(await altered((copy) => rm(join(copy, path))), path).toMatchObject({ code: 1 });
    }
  });

  test("finds bytes that were put before, between or behind the files of the ZIP, and a ZIP that is cut", async () => {
    const more = Buffer.from("more");
    for (const [name, bytes] of Object.entries({
      before: Buffer.concat([more, zip]),
      behind: Buffer.concat([zip, more]),
      cut: zip.subarray(0, zip.length - 1),
      half: zip.subarray(0, zip.length / 2),
      nothing: Buffer.alloc(0),
    })) {
      const place = join(folder, `${name}.zip`);
      await writeFile(place, bytes);
      expect((await check(place)).code, name).toBe(1);
    }
  });

  test("finds a changed bit in whatever the ZIP says of a file, so that no program reads another out of it", async () => {
    const end = zip.length - 22;
    const directory = zip.readUInt32LE(end + 16);
    const last = lastEntry(zip, directory, end);
    const [start, packed] = [zip.readUInt32LE(last + 42), zip.readUInt32LE(last + 20)];
    const second = directory + 46 + zip.readUInt16LE(directory + 28) + zip.readUInt16LE(directory + 30);
    const streamed = zip.readUInt32LE(second + 42) - 16;
    const fields: [string, number, readonly number[]][] = [
      ["local header", start, [0, 4, 6, 8, 10, 12, 14, 18, 22, 26, 28, 30]],
      ["packed bytes", start + 30 + zip.readUInt16LE(start + 26), [0, packed >> 1]],
      ["sums behind", streamed, [0, 4, 8, 12]],
      ["list", last, [0, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 30, 32, 34, 36, 38, 41, 42, 46]],
      ["extra of the list", last + 46 + zip.readUInt16LE(last + 28), [0, 2, 4, 5]],
      ["end", end, [0, 4, 6, 8, 10, 12, 16, 20]],
    ];
    const places = fields.flatMap(([field, from, offsets]) =>
      offsets.map((offset) => ({ field: `${field} +${offset}`, at: from + offset })),
    );
    const verified: string[] = [];
    const place = join(folder, "flipped.zip");
    for (const { field, at } of places) {
      const flipped = Buffer.from(zip);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      await writeFile(place, flipped);
      if (await isVerified(place)) verified.push(field);
    }
    expect(verified).toEqual([]);
    await writeFile(place, zip);
    expect(await isVerified(place), "as it was").toBe(true);
  });
});

function lastEntry(zip: Buffer, directory: number, end: number): number {
  let last = directory;
  for (let place = directory; place < end; ) {
    last = place;
    place += 46 + zip.readUInt16LE(place + 28) + zip.readUInt16LE(place + 30);
  }
  return last;
}
