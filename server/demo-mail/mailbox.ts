import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** When it came (milliseconds), and which of that moment. */
const LETTER = /^(\d{13}-[0-9a-f]{8})\.eml$/;

/** The letters that came in, each a file with its exact bytes, readable by the owner alone. */
export class Mailbox {
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** Keeps a letter; once this resolves it is there. */
  async keep(bytes: Uint8Array): Promise<void> {
    const id = `${Date.now()}-${randomBytes(4).toString("hex")}`;
    const part = join(this.directory, `${id}.part`);
    await writeFile(part, bytes, { mode: 0o600, flush: true });
    await rename(part, join(this.directory, `${id}.eml`));
  }

  /** The names of those before `before`, the newest first; at most `limit`. */
  async list({ before = "a", limit }: { before?: string; limit: number }): Promise<string[]> {
    const files = await readdir(this.directory);
    const ids = files.flatMap((file) => LETTER.exec(file)?.[1] ?? []).filter((id) => id < before);
    return ids.sort().reverse().slice(0, limit);
  }

  /** Its bytes, as text in which each character is a byte; null when there is no such letter. */
  async read(id: string): Promise<string | null> {
    if (!LETTER.test(`${id}.eml`)) return null;
    return readFile(join(this.directory, `${id}.eml`), "latin1").catch(() => null);
  }
}
