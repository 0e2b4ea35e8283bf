import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";

/** A file of the agent's state is not as the agent wrote it; the message says what to do. */
export class Damaged extends Error {}

/** Where the agent keeps its state: `SAYSO_AGENT_DIR`, else what the system provides for a user's program state. */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.SAYSO_AGENT_DIR) return env.SAYSO_AGENT_DIR;
  if (process.platform === "win32") {
    return join(env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "Sayso", "agent");
  }
  if (process.platform === "darwin")
    return join(homedir(), "Library", "Application Support", "Sayso", "agent");
  return join(env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "sayso-agent");
}

/** Makes the directory (mode 0700) if need be, and one inside it for what commands tell a running agent. */
export function openStateDirectory(path: string): string {
  for (const each of [path, controlDirectory(path)]) {
    mkdirSync(each, { recursive: true, mode: 0o700 });
    chmodSync(each, 0o700);
  }
  return path;
}

/** Watched by a running agent, so nothing that changes often may live in it. */
export function controlDirectory(path: string): string {
  return join(path, "control");
}

/** Writes whole or not at all, readable by its owner alone; `lasting`: also through a power cut. */
export function writePrivately(path: string, text: string, lasting = true): void {
  const draft = `${path}.${process.pid}.new`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, text);
    if (lasting) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/**
 * Writes into the file itself, where `writePrivately` would bring back one that another process removes
 * meanwhile. At once and blank to its end, so that no part of what was there before is left.
 */
export function overwriteIfThere(path: string, text: string): void {
  try {
    const file = openSync(path, "r+");
    try {
      writeSync(file, text.padEnd(fstatSync(file).size), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** What is kept in a file, or null where there is none. Throws `Damaged` with the remedy. */
export function readKept<T>(path: string, shape: z.ZodType<T>, remedy: string): T | null {
  const text = readIfThere(path);
  if (text === null) return null;
  const kept = shape.safeParse(jsonOf(text));
  if (kept.success) return kept.data;
  throw new Damaged(`${path} is damaged. ${remedy}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function removeIfThere(path: string): void {
  rmSync(path, { force: true, recursive: true });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
