import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { programsOf } from "../window.ts";
import { type Area, isPrivate, overlap, type Scene } from "./scene.ts";

const ask = promisify(execFile);
const ANSWER_WITHIN = { timeout: 2_000, maxBuffer: 4_000_000 };
/** More windows than this over one place are not looked at one by one. */
const MOST_ABOVE = 24;

/** The window in front on X11, or null when there is none. Throws when the display does not answer. */
export async function x11Scene(): Promise<Scene | null> {
  const root = await told("xprop", "-root", "_NET_ACTIVE_WINDOW");
  const window = Number(/# (0x[0-9a-f]+)/.exec(root)?.[1] ?? 0);
  if (window === 0) return null;
  const id = `0x${window.toString(16)}`;
  const [named, titled, tree] = await Promise.all([
    told("xprop", "-id", id, "WM_CLASS", "_NET_WM_PID"),
    told("xprop", "-id", id, "_NET_WM_NAME", "WM_NAME"),
    told("xwininfo", "-root", "-tree"),
  ]);
  const programs = programsOf(named);
  const over = windowsOver(tree, window);
  const isCovered = over === null || over.length > MOST_ABOVE || (await anySeen(over));
  return { window, programs, isPrivate: isPrivate(programs, titled), isCovered };
}

/** A window's line in xwininfo's tree: its depth, number and place on the screen. */
const LINE = /^( +)(0x[0-9a-f]+) .* (\d+)x(\d+)\+-?\d+\+-?\d+ +\+(-?\d+)\+(-?\d+)$/;
const TOP_LEVEL = 5;

/**
 * The top-level windows, menus and notices included, that are above this one and reach into its place, by a tree whose
 * topmost window comes first; null when it is not in there. Whether they are to be seen is not said.
 */
export function windowsOver(tree: string, window: number): number[] | null {
  const above: { number: number; area: Area }[] = [];
  let top: { number: number; area: Area } | null = null;
  for (const line of tree.split("\n")) {
    const [, indent = "", hex = "", width, height, x, y] = LINE.exec(line) ?? [];
    if (hex === "") continue;
    const here = {
      number: Number(hex),
      area: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
    };
    if (indent.length === TOP_LEVEL) {
      if (top !== null) above.push(top);
      top = here;
    }
    if (here.number === window)
      return above.filter(({ area }) => overlap(area, here.area)).map(({ number }) => number);
  }
  return null;
}

async function anySeen(windows: readonly number[]): Promise<boolean> {
  const answers = await Promise.all(windows.map((each) => told("xwininfo", "-id", String(each))));
  return answers.some((answer) => /Map State: IsViewable/.test(answer) && !/Class: InputOnly/.test(answer));
}

async function told(program: string, ...args: string[]): Promise<string> {
  return (await ask(program, args, ANSWER_WITHIN)).stdout;
}
