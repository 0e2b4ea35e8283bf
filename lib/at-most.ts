import { Refusal } from "./refusal.ts";

/** Seconds after which it is worth coming again. */
const COME_AGAIN = 3;

/**
 * Lets so many work at once in this process, and so many for each key. Refuses (too_many) whoever comes while their
 * places are taken: what waits would hold its bytes in memory.
 */
export function atMost(
  places: { readonly each: number; readonly all: number },
  sentence: string,
): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const taken: string[] = [];
  return async (key, work) => {
    if (taken.length >= places.all || taken.filter((each) => each === key).length >= places.each)
      throw new Refusal("too_many", "busy", sentence, { retryAfter: COME_AGAIN });
    taken.push(key);
    try {
      return await work();
    } finally {
      taken.splice(taken.indexOf(key), 1);
    }
  };
}
