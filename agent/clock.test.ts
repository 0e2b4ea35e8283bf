import { describe, expect, it } from "vitest";
import { Clock } from "./clock.ts";

function machine() {
  const times = { wall: 1_000_000, monotonic: 500 };
  const clock = new Clock({ wall: () => times.wall, monotonic: () => times.monotonic });
  const pass = (ms: number) => {
    times.wall += ms;
    times.monotonic += ms;
  };
  return { times, clock, pass };
}

describe("server time", () => {
  it("is not trusted before the portal has told it", () => {
    const { clock } = machine();
    expect(clock.isTrusted).toBe(false);
    expect(clock.check()).toBe(true);
  });

  it("is anchored at the middle of the exchange and carried on by the monotonic clock", () => {
    const { clock, pass } = machine();
    pass(200);
    clock.anchor(9_000_000, 500, 700);
    expect(clock.now()).toBe(9_000_100);
    expect(clock.latest()).toBe(9_000_200);
    pass(5_000);
    expect(clock.now()).toBe(9_005_100);
    expect(clock.monotonicAt(9_005_100)).toBe(5_700);
  });

  it.each([3_600_000, -3_600_000, 2_001, -2_001])("is lost when the wall clock is moved by %i ms", (by) => {
    const { clock, times, pass } = machine();
    clock.anchor(9_000_000, 500, 500);
    pass(60_000);
    expect(clock.check()).toBe(false);
    times.wall += by;
    expect(clock.check()).toBe(true);
    expect(clock.isTrusted).toBe(false);
    expect(clock.now()).toBe(9_060_000);
    times.wall -= by;
    expect(clock.check()).toBe(true);
    clock.anchor(9_060_000, 60_500, 60_500);
    expect(clock.isTrusted).toBe(true);
  });

  it("is not lost by the slow slewing of network time", () => {
    const { clock, times, pass } = machine();
    clock.anchor(9_000_000, 500, 500);
    pass(60_000);
    times.wall += 1_900;
    expect(clock.check()).toBe(false);
  });
});
