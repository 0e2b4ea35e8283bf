import { Queue } from "../queue.ts";

/** Seals segment after segment, and says which are sealed, until it is killed. */
const [directory = "", first = "0"] = process.argv.slice(2);
const queue = new Queue(directory);
const usage = { cpuMs: 0, rssMb: 0, bytesSent: 0, bytesReceived: 0, batteryPercent: null };

function write(from: number): void {
  queue.keepSegment({ application: "any", from, length: 1, steps: [{ kind: "switch", at: 0 }] });
  queue.seal(usage, Date.now());
  process.stdout.write(`${from}\n`, () => setImmediate(write, from + 1));
}
write(Number(first));
