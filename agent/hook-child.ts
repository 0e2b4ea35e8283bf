import { createInterface } from "node:readline";
import { uIOhook } from "uiohook-napi";
import { monotonic } from "./clock.ts";
import type { Frame, Order, Question } from "./input.ts";
import { InputReducer } from "./reduce.ts";

/**
 * The input hook, in a process of its own: it can be ended at once and for certain, and when
 * uiohook aborts (no display, no permission) only this process dies. Raw events are reduced here;
 * frames of classes and counts go out on stdout, at most one a second. It ends when its stdin does,
 * so it cannot outlive the agent. No schema library is loaded here: it would double what it costs to
 * start; the other side checks.
 */
const FRAME_EVERY_MS = 1_000;

const reducer = new InputReducer(process.platform);
let ear = 0;
let due: NodeJS.Timeout | null = null;

function tell(last: boolean, answers: number | null = null): void {
  if (due !== null) clearTimeout(due);
  due = null;
  const cpu = process.cpuUsage();
  const frame: Frame = {
    ear,
    inputs: reducer.take(last ? undefined : monotonic()),
    last,
    pressed: reducer.takePressed(),
    answers,
    cpuMs: Math.round((cpu.user + cpu.system) / 1000),
    rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
  };
  process.stdout.write(`${JSON.stringify(frame)}\n`);
  if (!reducer.isEmpty) heard();
}

function heard(): void {
  if (reducer.keyboard || reducer.pointer || reducer.presses) due ??= setTimeout(tell, FRAME_EVERY_MS, false);
}

uIOhook.on("keydown", (event) => {
  reducer.keyDown(event, monotonic());
  heard();
});
uIOhook.on("keyup", (event) => reducer.keyUp(event));
uIOhook.on("mousemove", (event) => {
  reducer.pointerMoved(event, monotonic());
  heard();
});
uIOhook.on("mousedown", (event) => reducer.buttonDown(event, monotonic()));
uIOhook.on("mouseup", (event) => {
  reducer.buttonUp(event, monotonic());
  heard();
});
uIOhook.on("wheel", (event) => {
  reducer.wheel(event, monotonic());
  heard();
});

process.stdout.on("error", () => process.exit(0));
const orders = createInterface({ input: process.stdin });
orders.on("close", () => process.exit(0));
orders.on("line", (line) => {
  const next: Order | Question = JSON.parse(line);
  if ("question" in next) return tell(false, next.question);
  tell(true);
  reducer.forget();
  ear = next.ear;
  reducer.keyboard = next.keyboard;
  reducer.pointer = next.pointer;
  reducer.presses = next.presses;
});

uIOhook.start();
tell(false);
