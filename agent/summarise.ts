import type { Segment, Step } from "../domain/activity/schema.ts";
import type { Category } from "../domain/notice/schema.ts";
import type { Input } from "./input.ts";
import { KEY_CLASSES, type KeyClass } from "./key-classes.ts";

const MINUTE = 600;
const MAX_STEPS = 600;
const MAX_COUNT = 10_000;
const PIXELS = 10;
/** A key burst ends by itself only after this many presses and this much silence: never key by key. */
const BURST_PRESSES = 8;
const BURST_SILENCE = 20;
/** Scroll ticks farther apart than this are two runs. */
const SCROLL_SILENCE = 10;
const MULTI_CLICK = 15;

export interface Subject {
  id: string;
  categories: ReadonlySet<Category>;
}

type Of<K extends Step["kind"]> = Extract<Step, { kind: K }>;

interface Open {
  subject: Subject;
  from: number;
  steps: Step[];
  keys: Of<"keys"> | null;
  presses: number;
  move: Of<"move"> | null;
  scroll: Of<"scroll"> | null;
}

/**
 * Makes segments of reduced input. Pure: it reads no clock. All times are tenths of a second since
 * the epoch, server time, and must not run backwards by more than jitter (they are held level).
 */
export class Summariser {
  private open: Open | null = null;
  private subject: Subject | null = null;
  /** Where the last segment ended: segments never overlap. */
  private floor = 0;

  constructor(private readonly keep: (segment: Segment) => void) {}

  /** `subject` comes to the front (or may be collected in from now on); `switched` tells a real switch. */
  begin(subject: Subject, at: number, switched: boolean): void {
    this.end(at);
    this.subject = subject;
    const open = this.start(at);
    if (open !== null && switched && subject.categories.has("application")) {
      open.steps.push({ kind: "switch", at: 0 });
    }
  }

  /** One reduced input; `at` on it is in the same tenths as everything else here. */
  feed(input: Input): void {
    const open = this.roomFor(input);
    if (open === null) return;
    const at = Math.max(0, input.at - open.from);
    switch (input.kind) {
      case "key":
        return press(open, at, input.class, input.presses);
      case "move":
        return move(open, at, Math.min(input.for, MINUTE - at), input.pixels);
      case "scroll":
        return scroll(open, at, input);
      case "click":
        return click(open, at, input);
      case "chord":
        return add(open, { kind: "shortcut", at, chord: input.chord });
      case "drag":
        return add(open, {
          kind: "drag",
          at,
          for: Math.min(input.for, MINUTE - at),
          button: input.button,
          pixels: coarse(input.pixels),
        });
    }
  }

  /** Closes a segment whose minute is over. */
  tick(at: number): void {
    if (this.open !== null && minuteEnd(this.open.from) <= at) this.reach(at);
  }

  /** The subject is no longer in front, or may no longer be collected in. */
  end(at: number): void {
    this.tick(at);
    this.close(at);
    this.subject = null;
  }

  /** Throws away what is open: its times can no longer be trusted. */
  discard(): void {
    this.open = null;
    this.subject = null;
  }

  /** The segment that takes this input; null when none may. A full one is closed first. */
  private roomFor(input: Input): Open | null {
    const open = this.reach(input.at);
    if (open === null || !open.subject.categories.has(categoryOf(input))) return null;
    if (open.steps.length < MAX_STEPS) return open;
    this.close(input.at);
    return this.start(input.at);
  }

  private start(at: number): Open | null {
    if (this.subject === null) return null;
    const from = Math.max(at, this.floor);
    this.open = { subject: this.subject, from, steps: [], keys: null, presses: 0, move: null, scroll: null };
    return this.open;
  }

  /** The segment that `at` falls into. */
  private reach(at: number): Open | null {
    if (this.open === null) return null;
    if (at < minuteEnd(this.open.from)) return this.open;
    this.close(minuteEnd(this.open.from));
    return this.start(at - (at % MINUTE));
  }

  private close(at: number): void {
    const open = this.open;
    this.open = null;
    if (open === null) return;
    const length = Math.min(Math.max(at - open.from, 1), minuteEnd(open.from) - open.from);
    this.floor = open.from + length;
    const steps = open.steps.filter((step) => step.kind !== "move" || step.pixels >= PIXELS);
    if (steps.length === 0) return;
    this.keep({
      application: open.subject.id,
      from: open.from,
      length,
      steps: steps.map((step) => within(step, length)).sort((a, b) => a.at - b.at),
    });
  }
}

function categoryOf(input: Input): Category {
  return input.kind === "key" || input.kind === "chord" ? "keyboard" : "pointer";
}

/** Any step but a key or a move ends what is open: a move between two keys must not part their burst. */
function add(open: Open, step: Step): void {
  open.keys = null;
  open.move = null;
  open.scroll = null;
  open.steps.push(step);
}

function press(open: Open, at: number, pressed: KeyClass, presses: number): void {
  const burst = open.keys;
  const rested =
    burst !== null && open.presses >= BURST_PRESSES && at - (burst.at + burst.for) >= BURST_SILENCE;
  if (burst !== null && !rested) {
    burst.for = Math.max(burst.for, at - burst.at);
    burst[pressed] = Math.min((burst[pressed] ?? 0) + presses, MAX_COUNT);
    open.presses += presses;
    return;
  }
  const begun: Of<"keys"> = { kind: "keys", at, for: 0, [pressed]: Math.min(presses, MAX_COUNT) };
  add(open, begun);
  open.keys = begun;
  open.presses = presses;
}

function move(open: Open, at: number, lasting: number, pixels: number): void {
  open.scroll = null;
  if (open.move === null) {
    open.move = { kind: "move", at, for: 0, pixels: 0 };
    open.steps.push(open.move);
  }
  open.move.for = Math.max(open.move.for, at + lasting - open.move.at);
  open.move.pixels += pixels;
}

function scroll(open: Open, at: number, { direction, ticks }: Extract<Input, { kind: "scroll" }>): void {
  const run = open.scroll;
  if (run?.direction === direction && at - (run.at + run.for) <= SCROLL_SILENCE) {
    run.for = Math.max(run.for, at - run.at);
    run.ticks = Math.min(run.ticks + ticks, MAX_COUNT);
    return;
  }
  const begun: Of<"scroll"> = { kind: "scroll", at, for: 0, direction, ticks: Math.min(ticks, MAX_COUNT) };
  add(open, begun);
  open.scroll = begun;
}

/** A second and third click in place make the first one a double and a triple click. */
function click(open: Open, at: number, { button, times }: Extract<Input, { kind: "click" }>): void {
  const before = open.steps.findLast((step) => step.kind !== "move" || step.pixels >= PIXELS);
  const again =
    before?.kind === "click" &&
    before.button === button &&
    before.times === times - 1 &&
    at - before.at <= MULTI_CLICK;
  if (again) before.times = times;
  else add(open, { kind: "click", at, button, times: 1 });
}

/** As the wire has it: classes in a fixed order, distances to ten pixels, nothing past the segment's end. */
function within(step: Step, length: number): Step {
  const at = Math.min(step.at, length);
  if (!("for" in step)) return { ...step, at };
  const lasting = Math.min(step.for, length - at);
  if (step.kind === "move") return { kind: "move", at, for: lasting, pixels: coarse(step.pixels) };
  if (step.kind !== "keys") return { ...step, at, for: lasting };
  const keys: Of<"keys"> = { kind: "keys", at, for: lasting };
  for (const each of KEY_CLASSES) if (step[each] !== undefined) keys[each] = step[each];
  return keys;
}

function coarse(pixels: number): number {
  return Math.min(Math.round(pixels / PIXELS) * PIXELS, 10_000_000);
}

function minuteEnd(at: number): number {
  return at - (at % MINUTE) + MINUTE;
}
