import type { Inhabitant } from "./population.ts";
import { inTurns, type Reader, startReader } from "./readers.ts";
import type { Running } from "./servers.ts";

const MANY = 10_000_000;
const FEW = 100_000;
const ROUNDS = 15;

type Page = "month" | "all";

/**
 * All that the page of one person's month reads, among ten million records of a crowd as a ratio to the same among
 * 100,000, the person's own being the same; and that of all their time. `scale` is how many times as many there are.
 */
export async function measureMonthPage(
  _: Running,
  __: readonly Inhabitant[],
  ___: string,
  scale: number,
): Promise<object> {
  const readers: Reader<Page>[] = [];
  try {
    for (const segments of [FEW, MANY * scale])
      readers.push(await startReader("month-reader.ts", [String(segments)]));
    const [few = 0, many = 0] = await inTurns(readers, "month", ROUNDS);
    const [fewAll = 0, manyAll = 0] = await inTurns(readers, "all", ROUNDS);
    return {
      name: "month_page",
      segments: MANY * scale,
      ratio: rounded(many / few),
      ratioAllTime: rounded(manyAll / fewAll),
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
