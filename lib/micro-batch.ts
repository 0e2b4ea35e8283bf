interface Waiting<In, Out> {
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (error: unknown) => void;
}

export interface MicroBatchOptions {
  /** The most inputs that one run takes. */
  readonly size: number;
  /** The most runs at the same time. */
  readonly runs: number;
  /** The most inputs that may wait; one more is refused at once. */
  readonly queue: number;
  /** Whether a failed run may be the fault of one input, so that each is tried alone. */
  readonly divisible: (error: unknown) => boolean;
}

/** Thrown at once when too much is waiting already. */
export class Overloaded extends Error {}

/**
 * Gathers calls that come at the same time into one run of `work`, so that many share one round trip.
 * Nobody waits for company: a call starts a run as soon as one may start, with whoever is there.
 * `work` answers in the order of its inputs. When it throws what is `divisible`, each input of that run is
 * tried once by itself, so that one bad input fails alone.
 */
export function microBatch<In, Out>(
  work: (inputs: readonly In[]) => Promise<readonly Out[]>,
  options: MicroBatchOptions,
): (input: In) => Promise<Out> {
  let waiting: Waiting<In, Out>[] = [];
  let running = 0;
  let scheduled = false;

  const settle = async (batch: readonly Waiting<In, Out>[]): Promise<void> => {
    try {
      const outputs = await work(batch.map((each) => each.input));
      for (const [i, each] of batch.entries()) each.resolve(outputs[i] as Out);
    } catch (error) {
      if (batch.length > 1 && options.divisible(error)) for (const each of batch) await settle([each]);
      else for (const each of batch) each.reject(error);
    }
  };

  const start = (): void => {
    scheduled = false;
    while (running < options.runs && waiting.length > 0) {
      const batch = waiting.slice(0, options.size);
      waiting = waiting.slice(options.size);
      running += 1;
      settle(batch).finally(() => {
        running -= 1;
        schedule();
      });
    }
  };

  // Everything that arrived in this turn of the event loop goes together.
  const schedule = (): void => {
    if (scheduled || waiting.length === 0 || running >= options.runs) return;
    scheduled = true;
    setImmediate(start);
  };

  return (input) =>
    new Promise<Out>((resolve, reject) => {
      if (waiting.length >= options.queue) return reject(new Overloaded("too much is waiting"));
      waiting.push({ input, resolve, reject });
      schedule();
    });
}
