import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 30_000;

/**
 * Waits until these processes have done all that they were given to do: every thread of theirs has slept from one
 * look to the next. One that the machine keeps waiting does not sleep, so it is waited for however long that takes.
 */
export async function atRest(pids: readonly number[]): Promise<void> {
  let before: string | null = null;
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(LOOK_EVERY_MS)) {
    const now = asleep(pids);
    if (now !== null && now === before) return;
    before = now;
  }
  throw new Error(`processes ${pids.join(", ")} never came to rest`);
}

/** How often each thread has been put aside so far; null while one of them does not sleep. */
function asleep(pids: readonly number[]): string | null {
  const threads = pids.flatMap((pid) => threadsOf(pid).map((thread) => `/proc/${pid}/task/${thread}/status`));
  const looks = threads.map((path) => readIfThere(path));
  if (looks.some((text) => text !== "" && !/^State:\tS/m.test(text))) return null;
  return looks.map((text) => text.match(/^(non)?voluntary_ctxt_switches:.*$/gm)?.join()).join("\n");
}

/** Empty when there is no such process any more. */
export function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty when there is no such file: its process, or its thread, has ended. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
