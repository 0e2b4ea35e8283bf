import { describe, expect, test } from "vitest";
import { microBatch, Overloaded } from "./micro-batch.ts";

const tick = () => new Promise((resolve) => setImmediate(resolve));
const OPTIONS = { size: 10, runs: 1, queue: 100, divisible: () => true };

/** Work that finishes when it is told to, and remembers what came together. */
function heldWork() {
  const runs: { inputs: number[]; finish: () => void }[] = [];
  const work = (inputs: readonly number[]) =>
    new Promise<number[]>((resolve) => {
      runs.push({ inputs: [...inputs], finish: () => resolve(inputs.map((each) => each * 2)) });
    });
  return { runs, work };
}

describe("a micro-batch", () => {
  test("takes together what came together, and answers each with its own", async () => {
    const { runs, work } = heldWork();
    const double = microBatch(work, OPTIONS);
    const answers = Promise.all([double(1), double(2), double(3)]);
    await tick();
    expect(runs.map((run) => run.inputs)).toEqual([[1, 2, 3]]);
    runs[0]?.finish();
    expect(await answers).toEqual([2, 4, 6]);
  });

  test("keeps to its size and its number of runs, and gathers what comes meanwhile", async () => {
    const { runs, work } = heldWork();
    const double = microBatch(work, { ...OPTIONS, size: 2, runs: 2 });
    const answers = Promise.all([1, 2, 3, 4, 5].map(double));
    await tick();
    expect(runs.map((run) => run.inputs)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const late = double(6);
    runs[1]?.finish();
    await tick();
    await tick();
    expect(runs[2]?.inputs).toEqual([5, 6]);
    for (const run of runs) run.finish();
    expect(await answers).toEqual([2, 4, 6, 8, 10]);
    expect(await late).toBe(12);
  });

  test("tries each alone when one may be at fault, so that it fails alone", async () => {
    const runs: number[][] = [];
    const work = async (inputs: readonly number[]) => {
      runs.push([...inputs]);
      if (inputs.includes(13)) throw new Error("unlucky");
      return [...inputs];
    };
    const pass = microBatch(work, OPTIONS);
    const settled = await Promise.allSettled([pass(12), pass(13), pass(14)]);
    expect(settled.map((each) => each.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(runs).toEqual([[12, 13, 14], [12], [13], [14]]);
  });

  test("does not try again what is nobody's fault", async () => {
    let runs = 0;
    const fail = microBatch(
      async () => {
        runs += 1;
        throw new Error("the database is gone");
      },
      { ...OPTIONS, divisible: () => false },
    );
    const settled = await Promise.allSettled([fail(1), fail(2)]);
    expect(settled.map((each) => each.status)).toEqual(["rejected", "rejected"]);
    expect(runs).toBe(1);
  });

  test("refuses at once what it could not get to", async () => {
    const { runs, work } = heldWork();
    const double = microBatch(work, { ...OPTIONS, queue: 2 });
    const answers = [double(1), double(2)];
    await expect(double(3)).rejects.toBeInstanceOf(Overloaded);
    await tick();
    runs[0]?.finish();
    expect(await Promise.all(answers)).toEqual([2, 4]);
  });
});
