// One calm line per step on the screen, everything else in a log file.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * @param {string} logFile is begun anew
 * @param {NodeJS.WritableStream} [screen]
 */
export function createProgress(logFile, screen = process.stdout) {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o711 });
  writeFileSync(logFile, "", { mode: 0o600 });
  const log = (text) => appendFileSync(logFile, text);

  /**
   * Shows the step's name while it works, then how long it took, or the note that it returned.
   * @template T
   * @param {string} name
   * @param {(say: (note: string) => void) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async function step(name, work) {
    const began = performance.now();
    let note = "";
    log(`\n── ${name} (${new Date().toISOString()})\n`);
    screen.write(`${name} … `);
    try {
      const result = await work((said) => {
        note = said;
      });
      screen.write(`${note || `${((performance.now() - began) / 1000).toFixed(1)} s`}\n`);
      return result;
    } catch (error) {
      screen.write("failed\n");
      log(`${error.stack}\n`);
      throw error;
    }
  }

  return { step, log, logFile };
}
