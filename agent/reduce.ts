import type { Button, Input } from "./input.ts";
import { KEY_CLASSES } from "./key-classes.ts";
import { KeyReducer, LEFT_ALT, RIGHT_ALT } from "./keycodes.ts";

/** The raw events of uiohook-napi, as far as they are used. They stay in the hook process. */
export interface RawKey {
  keycode: number;
  ctrlKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}
export interface RawPoint {
  x: number;
  y: number;
}
export interface RawWheel {
  /** libuiohook: 3 is vertical, 4 is horizontal. */
  direction: number;
  rotation: number;
}

const BUTTONS: Record<number, Button> = { 1: "left", 2: "right", 3: "middle" };
const HORIZONTAL = 4;
/** A press that wanders less is a click, not a drag; a second click farther off is not a double click. */
const STEADY_PIXELS = 6;
const MULTI_CLICK_MS = 500;

interface Held extends RawPoint {
  at: number;
  button: Button;
  pixels: number;
}

/**
 * Turns raw input into what may leave the hook process. Times come in as monotonic milliseconds
 * and go out as tenths of a second; positions never go out, only distances; presses within one
 * tenth go out as counts per class, in the fixed order of the classes.
 */
export class InputReducer {
  keyboard = false;
  pointer = false;
  /** Whether it is noted that some key was pressed. */
  presses = false;
  private wasPressed = false;
  private inputs: Input[] = [];
  private readonly keys: KeyReducer;
  private readonly alt = { left: false, right: false };
  private place: RawPoint | null = null;
  private move: { from: number; to: number; pixels: number } | null = null;
  private held: Held | null = null;
  private clicked: (RawPoint & { ms: number; button: Button; times: number }) | null = null;

  constructor(platform: NodeJS.Platform) {
    this.keys = new KeyReducer(platform);
  }

  /**
   * What was heard since the last call; a press that has not been released stays inside. Given the
   * present time, so does the tenth under way: told in two parts, it would show an order.
   */
  take(ms = Number.POSITIVE_INFINITY): Input[] {
    this.endMove();
    const present = tenths(ms);
    const taken = this.inputs.filter(({ at }) => at < present);
    this.inputs = this.inputs.filter(({ at }) => at >= present);
    return taken.sort((a, b) => a.at - b.at);
  }

  /** Whether some key was pressed since the last call. */
  takePressed(): boolean {
    const pressed = this.wasPressed;
    this.wasPressed = false;
    return pressed;
  }

  get isEmpty(): boolean {
    return this.inputs.length === 0;
  }

  /** Forgets a half-made click or drag, so that nothing spans two applications. */
  forget(): void {
    this.held = null;
    this.clicked = null;
    this.place = null;
  }

  keyDown(event: RawKey, ms: number): void {
    this.followAlt(event.keycode, true);
    this.wasPressed ||= this.presses;
    if (!this.keyboard) return;
    const reduced = this.keys.reduce({
      keycode: event.keycode,
      ctrl: event.ctrlKey,
      shift: event.shiftKey,
      meta: event.metaKey,
      leftAlt: event.altKey && this.alt.left,
      // An Alt whose press was not seen may be AltGr: it counts as typing.
      rightAlt: this.alt.right || (event.altKey && !this.alt.left),
    });
    if (reduced === null) return;
    const at = tenths(ms);
    if ("class" in reduced) this.press(at, reduced.class);
    else {
      this.endMove();
      this.inputs.push({ kind: "chord", at, chord: reduced.chord });
    }
  }

  keyUp(event: RawKey): void {
    this.followAlt(event.keycode, false);
  }

  pointerMoved({ x, y }: RawPoint, ms: number): void {
    if (!this.pointer) return;
    const before = this.place;
    this.place = { x, y };
    if (before === null) return;
    const pixels = Math.hypot(x - before.x, y - before.y);
    if (this.held !== null) this.held.pixels += pixels;
    else if (this.move === null) this.move = { from: ms, to: ms, pixels };
    else {
      this.move.to = ms;
      this.move.pixels += pixels;
    }
  }

  buttonDown(event: RawPoint & { button: unknown }, ms: number): void {
    const button = BUTTONS[Number(event.button)];
    if (!this.pointer || button === undefined) return;
    this.endMove();
    this.place = { x: event.x, y: event.y };
    this.held = { x: event.x, y: event.y, at: ms, button, pixels: 0 };
  }

  buttonUp(event: RawPoint & { button: unknown }, ms: number): void {
    const held = this.held;
    if (held === null || BUTTONS[Number(event.button)] !== held.button) return;
    this.held = null;
    this.place = { x: event.x, y: event.y };
    const at = tenths(held.at);
    if (Math.hypot(event.x - held.x, event.y - held.y) > STEADY_PIXELS || held.pixels > 4 * STEADY_PIXELS) {
      const pixels = Math.round(Math.max(held.pixels, Math.hypot(event.x - held.x, event.y - held.y)));
      this.clicked = null;
      this.inputs.push({
        kind: "drag",
        at,
        for: Math.min(600, tenths(ms) - at),
        button: held.button,
        pixels,
      });
    } else this.click(held);
  }

  wheel(event: RawWheel, ms: number): void {
    if (!this.pointer || event.rotation === 0) return;
    this.endMove();
    const forward = event.rotation > 0;
    const direction = event.direction === HORIZONTAL ? (forward ? "right" : "left") : forward ? "down" : "up";
    const ticks = Math.max(1, Math.round(Math.abs(event.rotation)));
    const at = tenths(ms);
    const last = this.inputs.at(-1);
    if (last?.kind === "scroll" && last.at === at && last.direction === direction) last.ticks += ticks;
    else this.inputs.push({ kind: "scroll", at, direction, ticks });
  }

  private click(held: Held): void {
    const before = this.clicked;
    const again =
      before !== null &&
      before.button === held.button &&
      before.times < 3 &&
      held.at - before.ms <= MULTI_CLICK_MS &&
      Math.hypot(held.x - before.x, held.y - before.y) <= STEADY_PIXELS;
    const times = again ? before.times + 1 : 1;
    this.clicked = { x: held.x, y: held.y, ms: held.at, button: held.button, times };
    this.inputs.push({ kind: "click", at: tenths(held.at), button: held.button, times });
  }

  private press(at: number, pressed: (typeof KEY_CLASSES)[number]): void {
    const rank = KEY_CLASSES.indexOf(pressed);
    let place = this.inputs.length;
    for (; place > 0; place--) {
      const other = this.inputs[place - 1];
      if (other?.kind !== "key" || other.at !== at) break;
      if (other.class === pressed) {
        other.presses++;
        return;
      }
      if (KEY_CLASSES.indexOf(other.class) < rank) break;
    }
    this.inputs.splice(place, 0, { kind: "key", at, class: pressed, presses: 1 });
  }

  private endMove(): void {
    if (this.move === null) return;
    const { from, to, pixels } = this.move;
    this.move = null;
    const at = tenths(from);
    this.inputs.push({ kind: "move", at, for: Math.min(600, tenths(to) - at), pixels: Math.round(pixels) });
  }

  private followAlt(keycode: number, down: boolean): void {
    if (keycode === LEFT_ALT) this.alt.left = down;
    if (keycode === RIGHT_ALT) this.alt.right = down;
  }
}

function tenths(ms: number): number {
  return Math.round(ms / 100);
}
