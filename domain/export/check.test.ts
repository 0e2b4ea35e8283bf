import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyFingerprint, signBytes } from "../../lib/signing.ts";
import { type ExportPortal, type MadeExport, openExportPortal } from "./test-exports.ts";

const VERIFY = fileURLToPath(new URL("../../public/verify-evidence.mjs", import.meta.url));

let portal: ExportPortal;
let made: MadeExport;
beforeAll(async () => {
  portal = await openExportPortal();
  await portal.store(portal.people.employee, 20);
  made = await portal.make(portal.people.employee);
});
afterAll(() => portal.close());

describe("an export", () => {
  test("is found whole by the documented check, and not where a byte of a file is another, nor by a pack's signature", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sayso-export-"));
    for (const [path, bytes] of made.files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    const fingerprint = await keyFingerprint();
    const check = (place: string) =>
      promisify(execFile)(process.execPath, [VERIFY, place, fingerprint]).then(
        ({ stdout }) => stdout,
        ({ stderr }: { stderr: string }) => stderr,
      );
    const zip = join(folder, "..", `${basename(folder)}.zip`);
    await writeFile(zip, made.zip);
    expect(await check(zip)).toContain("This export is whole and unchanged.");
    expect(await check(folder)).toContain("This export is whole and unchanged.");
    await writeFile(join(folder, "pauses.csv"), `${made.text("pauses.csv")} `);
    expect(await check(folder)).toContain("pauses.csv was changed");
    const packs = await signBytes(
      "sayso-evidence-manifest+jws",
      made.files.get("manifest.json") ?? Buffer.of(),
    );
    await writeFile(join(folder, "manifest.jws"), packs);
    expect(await check(folder)).toContain("the signature is of another kind");
    await rm(folder, { recursive: true });
    await rm(zip);
  });
});
