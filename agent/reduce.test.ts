import { UiohookKey } from "uiohook-napi";
import { describe, expect, it } from "vitest";
import { InputReducer } from "./reduce.ts";

function reducer(hears = { keyboard: true, pointer: true }): InputReducer {
  return Object.assign(new InputReducer("linux"), hears);
}
const down = (keycode: number, held = {}) => ({
  keycode,
  ctrlKey: false,
  shiftKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});
const at = (x: number, y: number, button = 1) => ({ x, y, button });

describe("what leaves the hook", () => {
  it("tells presses of one tenth of a second in the order of the classes, not in their own", () => {
    const typed = [UiohookKey.Space, UiohookKey[1], UiohookKey.A, UiohookKey.B];
    const [once, again] = [reducer(), reducer()];
    for (const keycode of typed) once.keyDown(down(keycode), 1_000);
    for (const keycode of typed.toReversed()) again.keyDown(down(keycode), 1_049);
    expect(once.take()).toEqual([
      { kind: "key", at: 10, class: "letters", presses: 2 },
      { kind: "key", at: 10, class: "digits", presses: 1 },
      { kind: "key", at: 10, class: "spaces", presses: 1 },
    ]);
    expect(again.take()).toHaveLength(3);
    expect(once.take()).toEqual([]);
  });

  it("does not tell the tenth under way", () => {
    const hand = reducer();
    hand.keyDown(down(UiohookKey.A), 1_000);
    hand.keyDown(down(UiohookKey.B), 1_051);
    expect(hand.take(1_080)).toEqual([{ kind: "key", at: 10, class: "letters", presses: 1 }]);
    expect(hand.isEmpty).toBe(false);
    expect(hand.take(1_160)).toEqual([{ kind: "key", at: 11, class: "letters", presses: 1 }]);
  });

  it("hears nothing with its ears closed, but knows which Alt is down when they open", () => {
    const deaf = reducer({ keyboard: false, pointer: false });
    deaf.keyDown(down(UiohookKey.AltRight, { altKey: true }), 0);
    deaf.keyDown(down(UiohookKey.A), 0);
    deaf.pointerMoved(at(1, 1), 0);
    deaf.buttonDown(at(1, 1), 0);
    deaf.buttonUp(at(1, 1), 0);
    deaf.wheel({ direction: 3, rotation: 1 }, 0);
    expect(deaf.take()).toEqual([]);
    deaf.keyboard = true;
    deaf.keyDown(down(UiohookKey.Q, { altKey: true }), 100);
    expect(deaf.take()).toEqual([{ kind: "key", at: 1, class: "symbols", presses: 1 }]);
  });

  it("takes an Alt that it did not see go down for one that types", () => {
    const begun = reducer();
    begun.keyDown(down(UiohookKey.Q, { altKey: true }), 0);
    expect(begun.take()).toEqual([{ kind: "key", at: 0, class: "symbols", presses: 1 }]);
  });

  it("counts clicks in place, and starts anew when too late or too far", () => {
    const hand = reducer();
    const click = (x: number, ms: number) => {
      hand.buttonDown(at(x, 0), ms);
      hand.buttonUp(at(x, 0), ms + 50);
    };
    for (const [x, ms] of [
      [0, 0],
      [3, 300],
      [3, 600],
      [3, 900],
      [3, 2_000],
      [90, 2_100],
    ] as const)
      click(x, ms);
    expect(hand.take().map((each) => (each.kind === "click" ? each.times : null))).toEqual([
      1, 2, 3, 1, 1, 1,
    ]);
  });

  it("tells a drag by its length only, never by its places", () => {
    const hand = reducer();
    hand.pointerMoved(at(0, 0), 0);
    hand.pointerMoved(at(30, 40), 100);
    hand.buttonDown(at(30, 40, 2), 200);
    hand.pointerMoved(at(30, 140), 500);
    hand.buttonUp(at(30, 140, 2), 700);
    expect(hand.take()).toEqual([
      { kind: "move", at: 1, for: 0, pixels: 50 },
      { kind: "drag", at: 2, for: 5, button: "right", pixels: 100 },
    ]);
  });

  it("forgets a drag that began before another application came to the front", () => {
    const hand = reducer();
    hand.buttonDown(at(0, 0), 0);
    hand.forget();
    hand.buttonUp(at(200, 0), 500);
    expect(hand.take()).toEqual([]);
  });

  it("tells wheels by direction", () => {
    const hand = reducer();
    hand.wheel({ direction: 3, rotation: 1 }, 0);
    hand.wheel({ direction: 3, rotation: 1 }, 20);
    hand.wheel({ direction: 4, rotation: -1 }, 20);
    expect(hand.take()).toEqual([
      { kind: "scroll", at: 0, direction: "down", ticks: 2 },
      { kind: "scroll", at: 0, direction: "left", ticks: 1 },
    ]);
  });
});
