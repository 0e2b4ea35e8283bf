import fc from "fast-check";
import { UiohookKey } from "uiohook-napi";
import { describe, expect, it } from "vitest";
import { chord } from "../domain/activity/schema.ts";
import { KeyReducer, type Press } from "./keycodes.ts";

const bare = { ctrl: false, shift: false, meta: false, leftAlt: false, rightAlt: false };
const press = (keycode: number, held: Partial<Press> = {}): Press => ({ ...bare, ...held, keycode });
const linux = () => new KeyReducer("linux");

describe("key classes", () => {
  it.each([
    [UiohookKey.A, {}, "letters"],
    [UiohookKey.A, { shift: true }, "letters"],
    [UiohookKey[1], {}, "digits"],
    [UiohookKey[1], { shift: true }, "symbols"],
    [UiohookKey.Numpad7, {}, "digits"],
    [UiohookKey.NumpadHome, {}, "navigation"],
    [UiohookKey.NumpadAdd, {}, "symbols"],
    [UiohookKey.Semicolon, {}, "symbols"],
    [UiohookKey.Space, {}, "spaces"],
    [UiohookKey.Enter, {}, "enters"],
    [UiohookKey.NumpadEnter, {}, "enters"],
    [UiohookKey.Backspace, {}, "erasures"],
    [UiohookKey.Delete, {}, "erasures"],
    [UiohookKey.Tab, {}, "navigation"],
    [UiohookKey.ArrowLeft, {}, "navigation"],
    [UiohookKey.F5, {}, "others"],
    [UiohookKey.Escape, {}, "others"],
    [0, {}, "others"],
  ])("%i with %o is %s", (keycode, held, expected) => {
    expect(linux().reduce(press(keycode, held))).toEqual({ class: expected });
  });

  it("takes a modifier alone for nothing", () => {
    for (const key of [
      "Shift",
      "ShiftRight",
      "Ctrl",
      "CtrlRight",
      "Alt",
      "AltRight",
      "Meta",
      "MetaRight",
      "CapsLock",
    ] as const) {
      expect(linux().reduce(press(UiohookKey[key], { ctrl: true }))).toBeNull();
    }
  });
});

describe("shortcuts", () => {
  it("names the chord when a modifier other than Shift is held", () => {
    expect(linux().reduce(press(UiohookKey.S, { ctrl: true, shift: true }))).toEqual({
      chord: "Ctrl+Shift+S",
    });
    expect(linux().reduce(press(UiohookKey.F4, { leftAlt: true }))).toEqual({ chord: "Alt+F4" });
    expect(linux().reduce(press(UiohookKey.Comma, { meta: true }))).toEqual({ chord: "Meta+Punctuation" });
  });

  it("writes only chords that the wire allows, for every key code and every hold", () => {
    const holds = fc.record({
      ctrl: fc.boolean(),
      shift: fc.boolean(),
      meta: fc.boolean(),
      leftAlt: fc.boolean(),
      rightAlt: fc.boolean(),
    });
    const codes = fc.oneof(
      fc.constantFrom(...Object.values(UiohookKey)),
      fc.integer({ min: 0, max: 0xffff }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom("linux", "darwin", "win32"),
        fc.array(fc.tuple(codes, holds)),
        (platform, presses) => {
          const reducer = new KeyReducer(platform);
          for (const [keycode, held] of presses) {
            const reduced = reducer.reduce(press(keycode, held));
            if (reduced !== null && "chord" in reduced)
              expect(chord.safeParse(reduced.chord).success).toBe(true);
          }
        },
      ),
    );
  });
});

describe("modifiers that type", () => {
  it("takes AltGr for typing, also as Windows reports it (Ctrl and right Alt)", () => {
    expect(linux().reduce(press(UiohookKey.Q, { rightAlt: true }))).toEqual({ class: "symbols" });
    expect(new KeyReducer("win32").reduce(press(UiohookKey.Q, { rightAlt: true, ctrl: true }))).toEqual({
      class: "symbols",
    });
  });

  it("takes Option with a printing key for typing on macOS, with an arrow or with Command for a shortcut", () => {
    const mac = new KeyReducer("darwin");
    expect(mac.reduce(press(UiohookKey.L, { leftAlt: true }))).toEqual({ class: "symbols" });
    expect(mac.reduce(press(UiohookKey.ArrowLeft, { leftAlt: true }))).toEqual({ chord: "Alt+ArrowLeft" });
    expect(mac.reduce(press(UiohookKey.L, { leftAlt: true, meta: true }))).toEqual({ chord: "Alt+Meta+L" });
  });

  it("takes Alt with the number pad for typing, with NumLock on or off", () => {
    const windows = new KeyReducer("win32");
    expect(windows.reduce(press(UiohookKey.Numpad6, { leftAlt: true }))).toEqual({ class: "digits" });
    expect(windows.reduce(press(UiohookKey.NumpadArrowRight, { leftAlt: true }))).toEqual({
      class: "digits",
    });
  });

  it("does not spell the character that Ctrl+Shift+U begins", () => {
    const reducer = linux();
    const held = { ctrl: true, shift: true };
    expect(reducer.reduce(press(UiohookKey.U, held))).toEqual({ chord: "Ctrl+Shift+U" });
    expect(reducer.reduce(press(UiohookKey.E, held))).toEqual({ class: "letters" });
    expect(reducer.reduce(press(UiohookKey[9], held))).toEqual({ class: "symbols" });
    expect(reducer.reduce(press(UiohookKey.S, held))).toEqual({ chord: "Ctrl+Shift+S" });
    expect(reducer.reduce(press(UiohookKey.E, held))).toEqual({ chord: "Ctrl+Shift+E" });
  });
});
