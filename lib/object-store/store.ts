import { randomBytes } from "node:crypto";

/** Where bytes lie under names that were drawn by chance. Every call ends within `STORE_LIMIT_MS`. */
export interface ObjectStore {
  /** Keeps the bytes whole or not at all. Throws StoreTrouble; what it left behind then, `remove` takes away. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** What was kept under the name, or null. Throws StoreTrouble. */
  get(name: string): Promise<Buffer | null>;
  /** Takes it away, and whatever is left of an attempt to keep it; nothing there is fine. Throws StoreTrouble. */
  remove(name: string): Promise<void>;
}

export const STORE_LIMIT_MS = 10_000;

/** `gone`: it cannot be reached, or does not let us in. */
export type Trouble = "full" | "slow" | "gone";

/** The store cannot do it now; later it may. `message` is for whoever runs the portal: it names no object. */
export class StoreTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: string) {
    super(message);
    this.name = "StoreTrouble";
    this.trouble = trouble;
  }
}

const NAME = /^[0-9a-f]{32}$/;

/** A name that says nothing and that nobody can guess. */
export function newObjectName(): string {
  return randomBytes(16).toString("hex");
}

/** The name, if it is one of ours: nothing that anybody sent ever becomes part of a path. */
export function objectName(name: string): string {
  if (!NAME.test(name)) throw new Error("this is no object's name");
  return name;
}
