import { type Amount, WAITING } from "./approver-population.ts";
import { inTurns, startReader } from "./readers.ts";

const MANY = 100_000;
const FEW = 100;
const ROUNDS = 15;
const AMOUNTS = {
  few: { requests: FEW, decided: 0 },
  many: { requests: MANY, decided: 0 },
  /** Nearly all of them the approver's own. */
  own: { requests: MANY, decided: MANY - WAITING },
  fewOwn: { requests: FEW, decided: FEW - WAITING },
} satisfies Record<string, Amount>;

type Page = "queue" | "decided" | "frame";

/**
 * All that the page of one approver's queue reads, of whom the same number of requests waits, with 100,000 requests in the table
 * as a ratio to the same with 100; where the approver decided all the others themselves; and what every page asks for
 * somebody who decides nothing. Each has a database and
 * a process of its own; they are asked in turns, so that whatever else the machine does meets all of them.
 */
export async function measureApproverQueue() {
  const readers = await Promise.all(
    Object.values(AMOUNTS).map(({ requests, decided }) =>
      startReader<Page>("approver-reader.ts", [String(requests), String(decided)]),
    ),
  );
  try {
    const queue = await inTurns(readers, "queue", ROUNDS);
    const decided = await inTurns(readers.slice(2), "decided", ROUNDS);
    const [frameOfFew = 0, frame = 0] = await inTurns(readers.slice(0, 2), "frame", ROUNDS);
    const [few = 0, many = 0, own = 0, fewOwn = 0] = queue;
    const [manyDecided = 0, fewDecided = 0] = decided;
    return {
      name: "approver_queue",
      requests: MANY,
      waiting: WAITING,
      ratio: rounded(many / few),
      ratioOwnDecided: rounded(own / fewOwn),
      ratioFrame: rounded(frame / frameOfFew),
      ratioDecidedPage: rounded(manyDecided / fewDecided),
      milliseconds: many,
      millisecondsOfFew: few,
    };
  } finally {
    for (const { stop } of readers) await stop();
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
