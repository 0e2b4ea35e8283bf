import { join } from "node:path";
import { z } from "zod";
import { controlDirectory, readIfThere, readKept, removeIfThere, writePrivately } from "./state-dir.ts";

/** The longest pause that the program knows. */
export const MAX_PAUSE_MINUTES = 30;

const kept = z.object({
  /** Milliseconds of the wall clock. */
  startedAt: z.number(),
  minutes: z.number().min(0).max(MAX_PAUSE_MINUTES),
  /** The portal has taken over the pause: the hold ends with the next directive. */
  acknowledged: z.boolean(),
});
export type Hold = z.infer<typeof kept>;

/** A pause that the device keeps by itself, from before the portal knows of it: it may always tighten. */
export function startHold(directory: string, minutes: number, now: number): Hold {
  const hold = { startedAt: now, minutes, acknowledged: false };
  writePrivately(holdPath(directory), JSON.stringify(hold));
  return hold;
}

export function acknowledgeHold(directory: string, hold: Hold): void {
  writePrivately(holdPath(directory), JSON.stringify({ ...hold, acknowledged: true }));
}

export function endHold(directory: string): void {
  removeIfThere(holdPath(directory));
}

/** Throws `Damaged`: nobody knows then how long to hold, so the agent collects nothing. */
export function readHold(directory: string): Hold | null {
  return readKept(holdPath(directory), kept, "Run sayso-agent resume to begin anew.");
}

/** Whether there is a hold, legible or not. */
export function isHolding(directory: string): boolean {
  return readIfThere(holdPath(directory)) !== null;
}

/** Milliseconds that a hold has left; never more than it began with, whatever was done to the clock. */
export function remaining(hold: Hold, now: number): number {
  const whole = hold.minutes * 60_000;
  return Math.min(whole, Math.max(0, hold.startedAt + whole - now));
}

export function holdPath(directory: string): string {
  return join(controlDirectory(directory), "hold.json");
}
