import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ObjectStore, objectName, STORE_LIMIT_MS, StoreTrouble, type Trouble } from "./store.ts";

const PARTIAL = ".partial";

/** A folder that only the portal's own user can look into (mode 0700). It is made when it is first needed. */
export function folderStore(folder: string, limitMs = STORE_LIMIT_MS): ObjectStore {
  const shelfOf = (name: string) => join(folder, objectName(name).slice(0, 2));
  const pathOf = (name: string) => join(shelfOf(name), name);
  return {
    put: (name, bytes) => within(limitMs, putWhole(shelfOf(name), pathOf(name), bytes)),
    get: (name) => within(limitMs, readIfThere(pathOf(name))),
    remove: (name) =>
      within(
        limitMs,
        Promise.all([pathOf(name), pathOf(name) + PARTIAL].map((path) => rm(path, { force: true }))).then(
          () => undefined,
        ),
      ),
  };
}

/** Another name until the last byte is on the disk: what a crash leaves is never taken for the thing itself. */
async function putWhole(shelf: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(shelf, { recursive: true, mode: 0o700 });
  const file = await open(path + PARTIAL, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path + PARTIAL, path);
  await syncFolder(shelf);
}

/** Else a power cut could take the name away again after it was acknowledged. Windows has no such call. */
async function syncFolder(shelf: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(shelf, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

const TROUBLES: Readonly<Record<string, Trouble>> = { ENOSPC: "full", EDQUOT: "full", ETIMEDOUT: "slow" };

/** A disk that hangs cannot be interrupted, only no longer waited for. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreTrouble("slow", "the folder does not answer")), limitMs);
  });
  try {
    return await Promise.race([work, overdue]);
  } catch (error) {
    if (error instanceof StoreTrouble) throw error;
    const code = codeOf(error);
    throw new StoreTrouble(TROUBLES[code] ?? "gone", `the folder refuses: ${code}`);
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
