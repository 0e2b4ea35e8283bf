import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderStore } from "./folder.ts";
import { newObjectName } from "./store.ts";

let root: string;
/** As long as a busy disk may take; what is about the time limit sets its own. */
const PATIENCE_MS = 60_000;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sayso-folder-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const all = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());

describe("a folder", () => {
  test("gives back what it was given, to the bit, and forgets what it is told to", async () => {
    const folder = join(root, "pictures");
    const store = folderStore(folder, PATIENCE_MS);
    const [name, bytes] = [newObjectName(), randomBytes(400_000)];
    expect(await store.get(name)).toBeNull();
    await store.put(name, bytes);
    expect(await store.get(name)).toEqual(bytes);
    await store.put(name, Buffer.from("anew"));
    expect(await store.get(name)).toEqual(Buffer.from("anew"));
    await store.remove(name);
    expect(await store.get(name)).toBeNull();
    await expect(store.remove(name)).resolves.toBeUndefined();
    expect(all(folder)).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("is its owner's alone to look into", async () => {
    const folder = join(root, "private");
    const name = newObjectName();
    await folderStore(folder, PATIENCE_MS).put(name, randomBytes(9));
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(folder)).toBe(0o700);
    expect(mode(join(folder, name.slice(0, 2)))).toBe(0o700);
    expect(mode(join(folder, name.slice(0, 2), name))).toBe(0o600);
  });

  test("has no half of what was being written when the process ended, and removes it with the name", async () => {
    const folder = join(root, "cut-off");
    const store = folderStore(folder, PATIENCE_MS);
    const name = newObjectName();
    const shelf = join(folder, name.slice(0, 2));
    mkdirSync(shelf, { recursive: true });
    writeFileSync(join(shelf, `${name}.partial`), randomBytes(99));
    expect(await store.get(name)).toBeNull();
    await store.put(name, Buffer.from("whole"));
    expect(await store.get(name)).toEqual(Buffer.from("whole"));
    writeFileSync(join(shelf, `${name}.partial`), randomBytes(99));
    await store.remove(name);
    expect(all(folder)).toEqual([]);
  });

  test("never leads anywhere by its names", async () => {
    const store = folderStore(join(root, "names"), PATIENCE_MS);
    for (const name of [
      "../../etc/passwd",
      "",
      ".",
      `${newObjectName()}\0`,
      `${newObjectName()}/..`,
      "AB".repeat(16),
    ]) {
      await expect(async () => store.get(name)).rejects.toThrow("no object's name");
      await expect(async () => store.put(name, randomBytes(9))).rejects.toThrow("no object's name");
      await expect(async () => store.remove(name)).rejects.toThrow("no object's name");
    }
  });

  test("that is no folder is gone, and does not say that nothing is there", async () => {
    const file = join(root, "a-file");
    writeFileSync(file, "");
    const store = folderStore(file, PATIENCE_MS);
    const gone = { name: "StoreTrouble", trouble: "gone" };
    await expect(store.put(newObjectName(), randomBytes(9))).rejects.toMatchObject(gone);
    await expect(store.get(newObjectName())).rejects.toMatchObject(gone);
    await expect(store.remove(newObjectName())).rejects.toMatchObject(gone);
  });

  test.skipIf(process.platform !== "linux")("that hangs is not waited for", async () => {
    const folder = join(root, "hangs");
    const name = newObjectName();
    mkdirSync(join(folder, name.slice(0, 2)), { recursive: true });
    const pipe = join(folder, name.slice(0, 2), name);
    execFileSync("mkfifo", [pipe]);
    await expect(folderStore(folder, 200).get(name)).rejects.toMatchObject({ trouble: "slow" });
    // Lets go of whoever still reads there.
    await (await open(pipe, "w")).close();
  });

  // Only root may make a disk of a few kilobytes.
  test.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)(
    "that is full says so, keeps what it has, and takes more when there is room again",
    async () => {
      const folder = join(root, "full");
      mkdirSync(folder);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder]);
      try {
        const store = folderStore(folder, PATIENCE_MS);
        const [first, second] = [newObjectName(), newObjectName()];
        const bytes = randomBytes(150_000);
        await store.put(first, bytes);
        const full = { name: "StoreTrouble", trouble: "full" };
        await expect(store.put(second, bytes)).rejects.toMatchObject(full);
        expect(await store.get(second)).toBeNull();
        expect(await store.get(first)).toEqual(bytes);
        await store.remove(second);
        await store.remove(first);
        await store.put(second, bytes);
        expect(await store.get(second)).toEqual(bytes);
      } finally {
        execFileSync("umount", [folder]);
      }
    },
  );
});
