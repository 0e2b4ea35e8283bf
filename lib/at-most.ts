import { Refusal } from "./refusal.ts";

/** Seconds after which it is worth coming again. */
const COME_AGAIN = 3;

/**
 * Lets so many work at once in this process. Refuses (too_many) whoever comes while all places are taken: what waits
 * would hold its bytes in memory.
 */
export function atMost(places: number, sentence: string): <T>(work: () => Promise<T>) => Promise<T> {
  let taken = 0;
  return async (work) => {
    if (taken >= places) throw new Refusal("too_many", "busy", sentence, { retryAfter: COME_AGAIN });
    taken += 1;
    try {
      return await work();
    } finally {
      taken -= 1;
    }
  };
}
