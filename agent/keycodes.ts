import type { KeyClass } from "./key-classes.ts";

/** A press as the hook sees it. Never leaves the hook process. */
export interface Press {
  /** libuiohook's virtual code: the key's place on a US keyboard. */
  keycode: number;
  ctrl: boolean;
  shift: boolean;
  meta: boolean;
  leftAlt: boolean;
  rightAlt: boolean;
}

export type Reduced = { class: KeyClass } | { chord: string } | null;

export const LEFT_ALT = 0x38;
export const RIGHT_ALT = 0x0e38;

/** Shift, Control, Alt, Meta and the three locks, left and right: they type nothing by themselves. */
const MODIFIERS = new Set([0x2a, 0x36, 0x1d, 0x0e1d, LEFT_ALT, RIGHT_ALT, 0x0e5b, 0x0e5c, 0x3a, 0x45, 0x46]);

const DIGITS = new Map(Array.from("1234567890", (digit, n) => [n + 2, digit]));
const LETTERS = new Map([
  ...Array.from("QWERTYUIOP", (letter, n): [number, string] => [0x10 + n, letter]),
  ...Array.from("ASDFGHJKL", (letter, n): [number, string] => [0x1e + n, letter]),
  ...Array.from("ZXCVBNM", (letter, n): [number, string] => [0x2c + n, letter]),
]);
const PUNCTUATION = new Set([0x0c, 0x0d, 0x1a, 0x1b, 0x27, 0x28, 0x29, 0x2b, 0x33, 0x34, 0x35, 0x56]);
const NUMPAD_DIGITS = new Set([0x52, 0x4f, 0x50, 0x51, 0x4b, 0x4c, 0x4d, 0x47, 0x48, 0x49]);
const NUMPAD_SYMBOLS = new Set([0x37, 0x4e, 0x4a, 0x53, 0x0e35]);
const NUMPAD_MOVES = new Map([
  [0xee4f, "End"],
  [0xee50, "ArrowDown"],
  [0xee51, "PageDown"],
  [0xee4b, "ArrowLeft"],
  [0xee4d, "ArrowRight"],
  [0xee47, "Home"],
  [0xee48, "ArrowUp"],
  [0xee49, "PageUp"],
  [0xee52, "Insert"],
  [0xee53, "Delete"],
]);
const NAMED = new Map([
  [0x1c, "Enter"],
  [0x0e1c, "Enter"],
  [0x01, "Escape"],
  [0x0f, "Tab"],
  [0x39, "Space"],
  [0x0e, "Backspace"],
  [0x0e53, "Delete"],
  [0x0e52, "Insert"],
  [0x0e47, "Home"],
  [0x0e4f, "End"],
  [0x0e49, "PageUp"],
  [0x0e51, "PageDown"],
  [0xe048, "ArrowUp"],
  [0xe050, "ArrowDown"],
  [0xe04b, "ArrowLeft"],
  [0xe04d, "ArrowRight"],
  ...NUMPAD_MOVES,
  ...Array.from({ length: 10 }, (_, n): [number, string] => [0x3b + n, `F${n + 1}`]),
  [0x57, "F11"],
  [0x58, "F12"],
  ...Array.from({ length: 3 }, (_, n): [number, string] => [0x5b + n, `F${n + 13}`]),
  ...Array.from({ length: 9 }, (_, n): [number, string] => [0x63 + n, `F${n + 16}`]),
]);
const CLASS_OF_NAMED: Record<string, KeyClass> = {
  Enter: "enters",
  Space: "spaces",
  Backspace: "erasures",
  Delete: "erasures",
  Escape: "others",
  Insert: "others",
};

/**
 * Reduces presses to classes and chords. A chord is named only when a modifier other than Shift
 * makes a shortcut of the press. Where modifiers type characters, they are typing: AltGr (right
 * Alt, which Windows reports as Ctrl+right Alt), Option with a printing key on macOS, Alt with the
 * number pad, and the hexadecimal digits that follow Ctrl+Shift+U on Linux.
 */
export class KeyReducer {
  /** Ctrl+Shift+U was pressed and its modifiers are still held: digits now spell a character. */
  private spelling = false;

  constructor(private readonly platform: NodeJS.Platform) {}

  /** The class or chord of one press; null for a modifier, which is nothing by itself. */
  reduce(press: Press): Reduced {
    if (MODIFIERS.has(press.keycode)) return null;
    if (!press.ctrl || !press.shift) this.spelling = false;
    if (this.spelling) {
      if (isHexDigit(press.keycode)) return { class: classOf(press) };
      this.spelling = false;
    }
    const name = this.isShortcut(press) ? keyName(press.keycode) : null;
    if (name === null) return { class: classOf(press) };
    this.spelling = press.ctrl && press.shift && name === "U";
    return { chord: chordOf(press, name) };
  }

  private isShortcut(press: Press): boolean {
    if (press.rightAlt) return false;
    if (press.ctrl || press.meta) return true;
    if (!press.leftAlt) return false;
    if (isNumpad(press.keycode)) return false;
    return this.platform !== "darwin" || !prints(press.keycode);
  }
}

function chordOf(press: Press, name: string): string {
  const held = [press.ctrl && "Ctrl", press.leftAlt && "Alt", press.shift && "Shift", press.meta && "Meta"];
  return [...held.filter(Boolean), name].join("+");
}

function classOf({ keycode, shift, rightAlt, leftAlt }: Press): KeyClass {
  const composed = rightAlt || leftAlt;
  if (LETTERS.has(keycode)) return composed ? "symbols" : "letters";
  if (DIGITS.has(keycode)) return shift || composed ? "symbols" : "digits";
  if (NUMPAD_DIGITS.has(keycode)) return "digits";
  if (NUMPAD_MOVES.has(keycode) && leftAlt) return "digits";
  if (PUNCTUATION.has(keycode) || NUMPAD_SYMBOLS.has(keycode)) return "symbols";
  const name = NAMED.get(keycode);
  if (name === undefined) return "others";
  return CLASS_OF_NAMED[name] ?? (/^F\d/.test(name) ? "others" : "navigation");
}

function keyName(keycode: number): string | null {
  const printed = LETTERS.get(keycode) ?? DIGITS.get(keycode);
  if (printed !== undefined) return printed;
  if (PUNCTUATION.has(keycode) || NUMPAD_SYMBOLS.has(keycode)) return "Punctuation";
  return NAMED.get(keycode) ?? null;
}

function prints(keycode: number): boolean {
  return LETTERS.has(keycode) || DIGITS.has(keycode) || PUNCTUATION.has(keycode) || keycode === 0x39;
}

function isNumpad(keycode: number): boolean {
  return NUMPAD_DIGITS.has(keycode) || NUMPAD_MOVES.has(keycode) || NUMPAD_SYMBOLS.has(keycode);
}

function isHexDigit(keycode: number): boolean {
  return DIGITS.has(keycode) || NUMPAD_DIGITS.has(keycode) || /^[A-F]$/.test(LETTERS.get(keycode) ?? "");
}
