import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { microBatch, Overloaded } from "./micro-batch.ts";

const OPTIONS = { size: 10, runs: 2, queue: 1_000, divisible: () => true };
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("calls that come together", () => {
  test("share one run, and each gets its own answer", async () => {
    const runs: (readonly number[])[] = [];
    const double = microBatch(async (inputs: readonly number[]) => {
      runs.push(inputs);
      return inputs.map((n) => n * 2);
    }, OPTIONS);
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
    expect(runs).toEqual([[1, 2, 3]]);
  });

  test("never make a run over the size, nor more runs at a time than allowed, and none is lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (waits, size, runs) => {
          let [running, most] = [0, 0];
          const echo = microBatch(
            async (inputs: readonly number[]) => {
              expect(inputs.length).toBeLessThanOrEqual(size);
              most = Math.max(most, ++running);
              for (let n = inputs.length % 3; n >= 0; n--) await turn();
              running -= 1;
              return inputs;
            },
            { ...OPTIONS, size, runs },
          );
          const calls: Promise<number>[] = [];
          for (const [i, wait] of waits.entries()) {
            for (let n = 0; n < wait; n++) await turn();
            calls.push(echo(i));
          }
          expect(await Promise.all(calls)).toEqual(waits.map((_, i) => i));
          expect(most).toBeLessThanOrEqual(runs);
        },
      ),
    );
  });
});

describe("a run that fails", () => {
  const failing = (inputs: readonly number[]) => {
    const bad = inputs.find((n) => n < 0);
    return bad === undefined ? Promise.resolve(inputs) : Promise.reject(new Error(`bad ${bad}`));
  };

  test("for one input's sake fails for that one alone", async () => {
    const calls = await Promise.allSettled([1, -2, 3, -4].map(microBatch(failing, OPTIONS)));
    expect(calls.map((each) => (each.status === "fulfilled" ? each.value : String(each.reason)))).toEqual([
      1,
      "Error: bad -2",
      3,
      "Error: bad -4",
    ]);
  });

  test("for all their sakes fails once for all, without a try each", async () => {
    let tries = 0;
    const down = microBatch(
      () => {
        tries += 1;
        return Promise.reject(new Error("the database is gone"));
      },
      { ...OPTIONS, divisible: () => false },
    );
    const calls = await Promise.allSettled([1, 2, 3].map(down));
    expect(calls.every((each) => each.status === "rejected")).toBe(true);
    expect(tries).toBe(1);
  });

  test("gives its place to the next", async () => {
    const echo = microBatch(failing, { ...OPTIONS, runs: 1 });
    await expect(echo(-1)).rejects.toThrow("bad -1");
    await expect(echo(1)).resolves.toBe(1);
  });
});

test("too many that wait are refused at once, and those who wait are served", async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = microBatch((inputs: readonly number[]) => gate.then(() => inputs), {
    ...OPTIONS,
    size: 1,
    runs: 1,
    queue: 2,
  });
  const first = slow(1);
  await turn();
  const waiting = [slow(2), slow(3)];
  await expect(slow(4)).rejects.toBeInstanceOf(Overloaded);
  release();
  expect(await Promise.all([first, ...waiting])).toEqual([1, 2, 3]);
  await expect(slow(5)).resolves.toBe(5);
});
