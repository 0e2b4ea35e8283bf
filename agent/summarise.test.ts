import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Segment, segment } from "../domain/activity/schema.ts";
import type { Input } from "./input.ts";
import { KEY_CLASSES, type KeyClass } from "./key-classes.ts";
import { type Subject, Summariser } from "./summarise.ts";

const MINUTE = 17_952_914_400;
const all: Subject = { id: "editor", categories: new Set(["pointer", "keyboard", "application"]) };
const key = (at: number, pressed: KeyClass = "letters"): Input => ({
  kind: "key",
  at: MINUTE + at,
  class: pressed,
  presses: 1,
});
const moved = (at: number, pixels: number, lasting = 1): Input => ({
  kind: "move",
  at: MINUTE + at,
  for: lasting,
  pixels,
});
const clicked = (at: number, times: number): Input => ({
  kind: "click",
  at: MINUTE + at,
  button: "left",
  times,
});

function summarise(inputs: Input[], until: number, subject = all): Segment[] {
  const kept: Segment[] = [];
  const summariser = new Summariser((each) => kept.push(each));
  summariser.begin(subject, MINUTE, false);
  for (const input of inputs) summariser.feed(input);
  summariser.end(MINUTE + until);
  return kept;
}

const stepsOf = (inputs: Input[], until = 600) => summarise(inputs, until).flatMap(({ steps }) => steps);

describe("key bursts", () => {
  it("counts by class and says nothing of the order", () => {
    const forth = [key(1, "letters"), key(2, "digits"), key(3, "spaces")];
    const back = [key(1, "spaces"), key(2, "digits"), key(3, "letters")];
    expect(stepsOf(forth)).toEqual([{ kind: "keys", at: 1, for: 2, letters: 1, digits: 1, spaces: 1 }]);
    expect(JSON.stringify(stepsOf(back))).toBe(JSON.stringify(stepsOf(forth)));
  });

  it("does not part slow typing, key by key", () => {
    const slow = Array.from({ length: 7 }, (_, n) => key(n * 50));
    expect(stepsOf(slow)).toEqual([{ kind: "keys", at: 0, for: 300, letters: 7 }]);
  });

  it("ends after eight presses and two seconds of rest, and not before both", () => {
    const eight = Array.from({ length: 8 }, (_, n) => key(n));
    expect(stepsOf([...eight, key(26)])).toHaveLength(1);
    expect(stepsOf([...eight, key(27)])).toHaveLength(2);
  });

  it("is not parted by the pointer moving between its keys", () => {
    const steps = stepsOf([key(1), moved(2, 50), key(3, "digits"), moved(4, 50), key(5)]);
    expect(steps).toEqual([
      { kind: "keys", at: 1, for: 4, letters: 2, digits: 1 },
      { kind: "move", at: 2, for: 3, pixels: 100 },
    ]);
  });

  it("ends at a click, a scroll, a drag and a shortcut", () => {
    const parting: Input[] = [
      clicked(2, 1),
      { kind: "scroll", at: MINUTE + 2, direction: "down", ticks: 1 },
      { kind: "drag", at: MINUTE + 2, for: 1, button: "left", pixels: 40 },
      { kind: "chord", at: MINUTE + 2, chord: "Ctrl+C" },
    ];
    for (const each of parting)
      expect(stepsOf([key(1), each, key(5)]).map(({ kind }) => kind)).toHaveLength(3);
  });
});

describe("pointer steps", () => {
  it("merges moves up to the next other step, to ten pixels", () => {
    expect(stepsOf([moved(1, 33), moved(5, 44, 2), clicked(8, 1), moved(9, 16)])).toEqual([
      { kind: "move", at: 1, for: 6, pixels: 80 },
      { kind: "click", at: 8, button: "left", times: 1 },
      { kind: "move", at: 9, for: 1, pixels: 20 },
    ]);
  });

  it("makes one step of a double and of a triple click, across a trembling hand", () => {
    expect(stepsOf([clicked(1, 1), moved(2, 2), clicked(3, 2), clicked(5, 3)])).toEqual([
      { kind: "click", at: 1, button: "left", times: 3 },
    ]);
  });

  it("makes a run of scrolling in one direction", () => {
    const tick = (at: number, direction: "up" | "down"): Input => ({
      kind: "scroll",
      at: MINUTE + at,
      direction,
      ticks: 2,
    });
    expect(stepsOf([tick(1, "down"), tick(4, "down"), tick(5, "up"), tick(30, "up")])).toEqual([
      { kind: "scroll", at: 1, for: 3, direction: "down", ticks: 4 },
      { kind: "scroll", at: 5, for: 0, direction: "up", ticks: 2 },
      { kind: "scroll", at: 30, for: 0, direction: "up", ticks: 2 },
    ]);
  });
});

describe("segments", () => {
  it("keeps only what the application's categories allow, and nothing without steps", () => {
    const pointerOnly: Subject = { id: "editor", categories: new Set(["pointer"]) };
    const kept = summarise([key(1), clicked(2, 1)], 300, pointerOnly);
    expect(kept.flatMap(({ steps }) => steps).map(({ kind }) => kind)).toEqual(["click"]);
    expect(summarise([key(1)], 300, pointerOnly)).toEqual([]);
  });

  it("tells a switch only where that may be told", () => {
    const kept: Segment[] = [];
    const summariser = new Summariser((each) => kept.push(each));
    summariser.begin(all, MINUTE, true);
    summariser.begin({ id: "browser", categories: new Set(["pointer"]) }, MINUTE + 100, true);
    summariser.end(MINUTE + 200);
    expect(kept).toEqual([
      { application: "editor", from: MINUTE, length: 100, steps: [{ kind: "switch", at: 0 }] },
    ]);
  });

  it("closes at the minute and goes on in the next", () => {
    const kept = summarise([key(590), key(610)], 700);
    expect(kept.map(({ from, length }) => [from - MINUTE, length])).toEqual([
      [0, 600],
      [600, 100],
    ]);
  });

  it("ends where permission ended", () => {
    const [kept] = summarise([key(10), moved(20, 100, 40)], 45);
    expect(kept?.length).toBe(45);
    expect(kept?.steps.at(-1)).toEqual({ kind: "move", at: 20, for: 25, pixels: 100 });
  });

  it("keeps nothing of what is discarded, nor of what comes when nothing is in front", () => {
    const kept: Segment[] = [];
    const summariser = new Summariser((each) => kept.push(each));
    summariser.begin(all, MINUTE, false);
    summariser.feed(key(1));
    summariser.discard();
    summariser.feed(key(2));
    summariser.end(MINUTE + 100);
    expect(kept).toEqual([]);
  });
});

const lasting = fc.integer({ min: 0, max: 30 });
const anyInput: fc.Arbitrary<(at: number) => Input> = fc.oneof(
  fc.tuple(fc.constantFrom(...KEY_CLASSES), fc.integer({ min: 1, max: 5 })).map(
    ([pressed, presses]) =>
      (at: number): Input => ({ kind: "key", at, class: pressed, presses }),
  ),
  fc.tuple(lasting, fc.nat(5_000)).map(
    ([duration, pixels]) =>
      (at: number): Input => ({ kind: "move", at, for: duration, pixels }),
  ),
  fc.constantFrom(1, 2, 3).map(
    (times) =>
      (at: number): Input => ({ kind: "click", at, button: "left", times }),
  ),
  fc.tuple(lasting, fc.nat(5_000)).map(
    ([duration, pixels]) =>
      (at: number): Input => ({ kind: "drag", at, for: duration, button: "right", pixels }),
  ),
  fc.constantFrom("up" as const, "left" as const).map(
    (direction) =>
      (at: number): Input => ({ kind: "scroll", at, direction, ticks: 3 }),
  ),
  fc.constant((at: number): Input => ({ kind: "chord", at, chord: "Ctrl+S" })),
);
const anySession = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 200 }), anyInput, fc.constantFrom("none", "switch", "stop")),
  { maxLength: 200 },
);

it("always makes segments that the wire takes, in order, without overlap", () => {
  fc.assert(
    fc.property(anySession, (session) => {
      const kept: Segment[] = [];
      const summariser = new Summariser((each) => kept.push(each));
      let at = MINUTE + 123;
      summariser.begin(all, at, false);
      for (const [pause, make, event] of session) {
        at += pause;
        if (event === "switch") summariser.begin(all, at, true);
        if (event === "stop") summariser.end(at);
        summariser.feed(make(at));
      }
      summariser.end(at);
      let floor = 0;
      for (const each of kept) {
        expect(segment.safeParse(each).error).toBeUndefined();
        expect(each.from).toBeGreaterThanOrEqual(floor);
        expect(Math.floor(each.from / 600)).toBe(Math.floor((each.from + each.length - 1) / 600));
        floor = each.from + each.length;
      }
    }),
  );
});

it("makes byte-identical segments of two texts of one shape", () => {
  const typed = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(...KEY_CLASSES)), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(typed, fc.infiniteStream(fc.nat()), (shape, shuffle) => {
      let at = 0;
      const times = shape.map(([pause]) => (at += pause));
      const classes = shape.map(([, pressed]) => pressed);
      const other = [...classes].sort(() => ((shuffle.next().value ?? 0) % 3) - 1);
      const once = summarise(
        times.map((t, n) => key(t, classes[n])),
        at + 1,
      );
      const again = summarise(
        times.map((t, n) => key(t, classes[n])),
        at + 1,
      );
      expect(JSON.stringify(again)).toBe(JSON.stringify(once));
      // In another order of classes too, as long as no burst ends in between.
      if (once.length === 1 && once[0]?.steps.length === 1) {
        expect(
          JSON.stringify(
            summarise(
              times.map((t, n) => key(t, other[n])),
              at + 1,
            ),
          ),
        ).toBe(JSON.stringify(once));
      }
    }),
  );
});
