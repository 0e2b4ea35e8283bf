import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A wall clock that a test sets for one program, while the machine's own stays as it is. */
export class MovedClock {
  private readonly directory = mkdtempSync(join(tmpdir(), "sayso-clock-"));
  private readonly file = join(this.directory, "offset");

  constructor() {
    this.set(0);
  }

  /** For the program whose clock it is. */
  get env(): Record<string, string> {
    const preload = new URL("moved-clock.mjs", import.meta.url).href;
    return { NODE_OPTIONS: `--import=${preload}`, SAYSO_MOVED_CLOCK: this.file };
  }

  /** @param milliseconds ahead of the machine's clock; negative for behind */
  set(milliseconds: number): void {
    // Never half there: whoever reads an empty file takes the machine's clock for its own.
    writeFileSync(`${this.file}.new`, String(milliseconds));
    renameSync(`${this.file}.new`, this.file);
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
