import { createInterface } from "node:readline";
import { Window } from "node-screenshots";
import { monotonic } from "../clock.ts";
import { desktopScene } from "./desktop-scene.ts";
import type { Grabbed, Order } from "./order.ts";
import { type Pixels, scaled } from "./pixels.ts";
import { png } from "./png.ts";
import { redacted } from "./redact.ts";
import { type Obstacle, obstacleIn, type Scene } from "./scene.ts";
import { viewOf } from "./view.ts";
import { x11Scene } from "./x11-scene.ts";

/**
 * Takes one picture, in a process of its own: it keeps nobody waiting, and ending it ends the picture. What was on the
 * screen is made illegible before anything else is done, and is handed over only if the same window is in front still.
 * It ends when its stdin does. No schema library is loaded here; the other side checks.
 */
interface Taken {
  readonly window: number;
  readonly programs: readonly string[];
  readonly picture: Pixels;
}

let taken: Taken | null = null;

type Told = Grabbed extends infer Each ? (Each extends Grabbed ? Omit<Each, "cpuMs"> : never) : never;

function tell(told: Told): void {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ ...told, cpuMs: Math.round((user + system) / 1000) })}\n`);
}

function sceneNow(): Promise<Scene | null> {
  return process.platform === "linux" ? x11Scene() : desktopScene(Window.all());
}

async function take(programs: readonly string[]): Promise<Told> {
  const before = await sceneNow();
  const against = obstacleIn(before, programs);
  if (before === null || against !== null) return none(against ?? "no-window");
  const view = viewOf(before.window);
  const at = monotonic();
  // Whatever came to the front or over it meanwhile may be in the picture.
  const after = await sceneNow();
  const since = after?.window === before.window ? obstacleIn(after, programs) : "another-window";
  if (since !== null) return none(since);
  taken = { window: before.window, programs, picture: redacted(scaled(view)) };
  return { kind: "taken", at };
}

async function handOver(): Promise<Told> {
  const scene = await sceneNow();
  if (taken === null) return none("no-picture");
  const against = scene?.window === taken.window ? obstacleIn(scene, taken.programs) : "another-window";
  // A menu may lie over it by now: the picture is older.
  if (against !== null && against !== "covered") return none(against);
  return { kind: "picture", png: png(taken.picture).toString("base64") };
}

function none(why: Obstacle): Told {
  return { kind: "none", why };
}

process.stdout.on("error", () => process.exit(0));
const orders = createInterface({ input: process.stdin });
orders.on("close", () => process.exit(0));
orders.on("line", (line) => {
  const order: Order = JSON.parse(line);
  const done = order.kind === "take" ? take(order.programs) : handOver();
  done.then(tell, () => tell(none("no-picture")));
});
