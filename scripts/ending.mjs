// How a command ends: by itself, by a fault, or by a signal, and always with all that it started.
import { stopChildren } from "./children.mjs";

/**
 * @param {{ onSignal: number }} options the exit code when a signal ends the command
 * @returns {{ end: (code: number) => Promise<void>, undo: (step: () => unknown) => void, isEnding: () => boolean }}
 *   `end` stops the processes, then undoes the latest step first; only the first call counts
 */
export function createEnding({ onSignal }) {
  const steps = [];
  let isEnding = false;
  async function end(code) {
    if (isEnding) return;
    isEnding = true;
    await stopChildren();
    for (const step of steps.reverse()) await step();
    process.exit(code);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(onSignal));
  return { end, undo: (step) => steps.push(step), isEnding: () => isEnding };
}
