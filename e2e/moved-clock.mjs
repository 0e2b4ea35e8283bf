// Preloaded into an agent by e2e/moved-clock.ts: its wall clock is the machine's plus what the file says.
// The monotonic clock goes on as it is, as when someone sets the time of a real computer.
import { readFileSync } from "node:fs";

const file = process.env.SAYSO_MOVED_CLOCK ?? "";
const Machine = Date;

function moved() {
  return Machine.now() + Number(readFileSync(file, "utf8"));
}

globalThis.Date = class extends Machine {
  constructor(...args) {
    if (args.length === 0) super(moved());
    else super(...args);
  }

  static now() {
    return moved();
  }
};
