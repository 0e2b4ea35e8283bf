import { type FSWatcher, watch } from "node:fs";
import { endHold, readHold, remaining } from "./hold.ts";
import { isLinked, readLink } from "./link.ts";
import { controlDirectory } from "./state-dir.ts";

export interface ControlListener {
  onUnlinked(): void;
  /** The person holds collection for so many milliseconds from now; null: no (more). */
  onHold(leftMs: number | null): void;
  /** The portal has taken the hold over: it ends with the portal's next word. */
  onHandOver(): void;
}

/** What other commands of this program tell a running agent, by files in one watched directory. */
export class Control {
  private readonly watcher: FSWatcher;
  /** A hold of which the portal knows, and whose next word decides. */
  private isHandedOver = false;

  constructor(
    private readonly directory: string,
    private readonly listener: ControlListener,
  ) {
    this.watcher = watch(controlDirectory(directory), () => this.read());
  }

  read(): void {
    if (!isLinked(readLink(this.directory))) return this.listener.onUnlinked();
    const hold = readHold(this.directory);
    const left = hold === null ? 0 : remaining(hold, Date.now());
    this.listener.onHold(left > 0 ? left : null);
    if (!hold?.acknowledged || this.isHandedOver) return;
    this.isHandedOver = true;
    this.listener.onHandOver();
  }

  get awaitsPortal(): boolean {
    return this.isHandedOver;
  }

  /** The portal's word has come, and was asked for after it knew of the hold. */
  release(): void {
    this.isHandedOver = false;
    // A pause that was begun since is not the portal's yet.
    if (readHold(this.directory)?.acknowledged === false) return;
    endHold(this.directory);
    this.listener.onHold(null);
  }

  close(): void {
    this.watcher.close();
  }
}
