import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HookProcess } from "./hook.ts";
import { type Frame, frame, type Input } from "./input.ts";
import { KEY_CLASSES } from "./key-classes.ts";
import { isRunning, startVirtualDisplay, until, type VirtualDisplay } from "./testing/virtual-display.ts";

const HOOK = fileURLToPath(new URL("./hook-child.ts", import.meta.url));
/** Every word that a frame may hold. */
const VOCABULARY = new Set([
  ...KEY_CLASSES,
  ...[
    "ear",
    "inputs",
    "last",
    "pressed",
    "answers",
    "null",
    "cpuMs",
    "rssMb",
    "true",
    "false",
    "kind",
    "at",
    "for",
    "presses",
    "class",
    "key",
  ],
  ...["chord", "move", "pixels", "click", "times", "button", "left", "Ctrl", "L"],
]);

let display: VirtualDisplay;
let hook: HookProcess | null = null;
const environment = { ...process.env };

beforeAll(async () => {
  display = await startVirtualDisplay();
  process.env.DISPLAY = display.env.DISPLAY;
  await display.openTerminal();
});
afterEach(async () => {
  process.env.DISPLAY = display.env.DISPLAY;
  await hook?.stop();
});
afterAll(async () => {
  process.env = environment;
  await display.close();
});

async function listening(): Promise<{ hook: HookProcess; frames: Frame[] }> {
  const frames: Frame[] = [];
  const begin = (): HookProcess => {
    // One that a busy machine keeps from beginning in time is given up, and another one begun, as by whoever listens.
    const begun = new HookProcess({ onFrame: (each) => frames.push(each), onLost: begin });
    hook = begun;
    return begun;
  };
  begin();
  await until(() => frames.length > 0);
  const begun = hook ?? begin();
  begun.listen({ ear: 1, keyboard: true, pointer: true, presses: false });
  await until(() => frames.some(({ last }) => last));
  return { hook: begun, frames };
}

const inputsOf = (frames: Frame[]) => frames.flatMap(({ inputs }) => inputs);
const pressesOf = (inputs: Input[]) =>
  inputs.reduce((sum, each) => sum + (each.kind === "key" ? each.presses : 0), 0);

describe("the input hook on a real display", () => {
  it("hears keys, clicks and moves, each under the ear that was open", async () => {
    const { hook, frames } = await listening();
    display.xdotool("type", "--delay", "20", "aB1! ");
    display.xdotool("mousemove", "300", "300");
    display.xdotool("mousemove", "360", "380", "click", "1");
    // Of what it hears later it would be told under the next ear.
    await until(() => inputsOf(frames).some(({ kind }) => kind === "click"));
    hook.listen({ ear: 2, keyboard: false, pointer: false, presses: false });
    await until(() => frames.some(({ ear, last }) => ear === 1 && last));
    display.xdotool("type", "unheard");
    hook.listen({ ear: 3, keyboard: true, pointer: false, presses: false });
    await until(() => frames.some(({ ear, last }) => ear === 2 && last));
    const first = inputsOf(frames.filter(({ ear }) => ear === 1));
    expect(pressesOf(first)).toBe(5);
    expect(first).toContainEqual(expect.objectContaining({ kind: "move", pixels: 100 }));
    expect(first).toContainEqual(expect.objectContaining({ kind: "click", button: "left", times: 1 }));
    expect(inputsOf(frames.filter(({ ear }) => ear === 2))).toEqual([]);
  });

  it("tells for pictures that some key was pressed, and nothing of which one or how often", async () => {
    const { hook, frames } = await listening();
    hook.listen({ ear: 2, keyboard: false, pointer: false, presses: true });
    await until(() => frames.some(({ ear, last }) => ear === 1 && last));
    display.xdotool("type", "--delay", "5", "hunter2");
    await until(() => frames.some(({ ear, pressed }) => ear === 2 && pressed));
    hook.ask({ question: 7 });
    await until(() => frames.some(({ answers }) => answers === 7));
    const told = frames.filter(({ ear }) => ear === 2);
    expect(inputsOf(told)).toEqual([]);
    expect(told.length, "seven keys are not seven frames").toBeLessThan(7);
    hook.listen({ ear: 3, keyboard: true, pointer: true, presses: false });
    await until(() => frames.some(({ ear, last }) => ear === 2 && last));
    display.xdotool("key", "a");
    await until(() => pressesOf(inputsOf(frames.filter(({ ear }) => ear === 3))) === 1);
    expect(frames.filter(({ ear, pressed }) => ear === 3 && pressed)).toEqual([]);
  });

  it("ends when it is stopped, at once even if it does not answer", async () => {
    const { hook } = await listening();
    const { pid } = hook;
    await hook.stop();
    expect(isRunning(pid)).toBe(false);

    const other = (await listening()).hook;
    if (other.pid !== undefined) process.kill(other.pid, "SIGSTOP");
    await other.stop();
    expect(isRunning(other.pid)).toBe(false);
  });

  it("does not outlive the agent, even one that is killed", async () => {
    const script = `
      import { spawn } from "node:child_process";
      const hook = spawn(process.execPath, ["--import", "tsx", ${JSON.stringify(HOOK)}], { stdio: ["pipe", "pipe", "ignore"] });
      hook.stdout.once("data", () => console.log(hook.pid));`;
    const agent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const pid = Number(await new Promise((resolve) => agent.stdout.once("data", resolve)));
    expect(isRunning(pid)).toBe(true);
    agent.kill("SIGKILL");
    await until(() => !isRunning(pid));
  });

  it("says so when it cannot hear: there is no such display", async () => {
    process.env.DISPLAY = ":4093";
    let lost = false;
    hook = new HookProcess({
      onFrame: () => undefined,
      onLost: () => {
        lost = true;
      },
    });
    await until(() => lost);
  });
});

/** Random text of one shape: `a` for a letter, `1` for a digit. */
function textOf(shape: string): string {
  const any = (of: string) => of[Math.floor(Math.random() * of.length)] ?? "";
  return Array.from(shape, (each) =>
    each === "a" ? any("bcdfghjkmnopqrstuvwxyz") : each === "1" ? any("0123456789") : each,
  ).join("");
}

function framesOf(told: string): Frame[] {
  return told
    .split("\n")
    .slice(0, -1)
    .map((line) => frame.parse(JSON.parse(line)));
}

describe("what leaves the hook's process", () => {
  it("is classes and tenths of a second: no text, no order within a tenth, nothing else", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", HOOK], { stdio: ["pipe", "pipe", "pipe"] });
    let told = "";
    let said = "";
    child.stdout.on("data", (part) => {
      told += String(part);
    });
    child.stderr.on("data", (part) => {
      said += String(part);
    });
    await until(() => told.includes("\n"));
    child.stdin.write('{"ear":1,"keyboard":true,"pointer":true,"presses":true}\n');
    await until(() => framesOf(told).some(({ last }) => last));
    const shape = "aaaa aaa11aa aaaaa1a";
    const texts = Array.from({ length: 12 }, () => textOf(shape));
    for (const text of texts) display.xdotool("type", "--delay", "8", text);
    display.xdotool("key", "ctrl+l");
    await until(() => inputsOf(framesOf(told)).some(({ kind }) => kind === "chord"));
    child.stdin.write('{"ear":2,"keyboard":false,"pointer":false,"presses":false}\n');
    await until(() => framesOf(told).some(({ ear, last }) => ear === 1 && last));
    child.kill("SIGKILL");

    const inputs = inputsOf(framesOf(told));
    expect(pressesOf(inputs)).toBe(texts.length * shape.length);
    expect(said).toBe("");
    for (const word of told.match(/[A-Za-z]+/g) ?? []) expect(VOCABULARY).toContain(word);
    const without = told.replace(/[A-Za-z]+/g, (word) => (VOCABULARY.has(word) ? "" : word));
    for (const text of texts) {
      for (let n = 0; n + 4 <= text.length; n++) {
        const run = text.slice(n, n + 4);
        if (/[a-z]/.test(run)) expect(without).not.toContain(run);
      }
    }
    const keys = inputs.filter((each) => each.kind === "key");
    for (const [n, each] of keys.entries()) {
      const before = keys[n - 1];
      if (before?.at === each.at)
        expect(KEY_CLASSES.indexOf(each.class)).toBeGreaterThan(KEY_CLASSES.indexOf(before.class));
    }
  });
});
