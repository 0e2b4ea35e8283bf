import { isBrowser, soundsPrivate } from "./browsers.ts";

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The window in front, as far as it matters to whether a picture may be taken of it. Its title is not in here. */
export interface Scene {
  /** The window's number, as the system has it. */
  readonly window: number;
  /** Names of its program, as the window watcher tells them. */
  readonly programs: readonly string[];
  readonly isPrivate: boolean;
  /** Another window lies over a part of it. */
  readonly isCovered: boolean;
}

/** Why no picture is taken. */
export const OBSTACLES = ["no-window", "another-window", "private", "covered", "no-picture"] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** What stands against a picture of the window in front for someone who may have one of these programs, or null. */
export function obstacleIn(scene: Scene | null, programs: readonly string[]): Obstacle | null {
  if (scene === null) return "no-window";
  if (scene.programs.join() !== programs.join()) return "another-window";
  if (scene.isPrivate) return "private";
  return scene.isCovered ? "covered" : null;
}

export function isPrivate(programs: readonly string[], title: string): boolean {
  return isBrowser(programs) || soundsPrivate(title);
}

export function overlap(one: Area, two: Area): boolean {
  return (
    one.x < two.x + two.width &&
    two.x < one.x + one.width &&
    one.y < two.y + two.height &&
    two.y < one.y + one.height
  );
}
