import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SUPPLIES = "/sys/class/power_supply";
/** systeminformation and nmcli start processes: not more often than this. */
const ASK_EVERY_MS = 300_000;

export interface Battery {
  percent: number;
  isCharging: boolean;
}

/** Battery and network cost, asked sparingly. */
export class Power {
  private battery_: { at: number; value: Battery | null } | null = null;
  private metered_: { at: number; value: boolean } | null = null;

  /** The machine's battery, or null where there is none or it cannot be known. */
  async battery(): Promise<Battery | null> {
    if (process.platform === "linux") return linuxBattery(SUPPLIES);
    if (this.battery_ === null || performance.now() - this.battery_.at > ASK_EVERY_MS) {
      this.battery_ = { at: performance.now(), value: await askedBattery() };
    }
    return this.battery_.value;
  }

  /** Whether the network is paid by volume. Known on Linux with NetworkManager; elsewhere taken for no. */
  async isMetered(): Promise<boolean> {
    if (process.platform !== "linux") return false;
    if (this.metered_ === null || performance.now() - this.metered_.at > ASK_EVERY_MS) {
      this.metered_ = { at: performance.now(), value: await askedMetered() };
    }
    return this.metered_.value;
  }
}

/** Reads the first battery of the machine itself (not one of a mouse) from sysfs: no process is started. */
export function linuxBattery(supplies: string): Battery | null {
  try {
    for (const name of readdirSync(supplies)) {
      const read = (file: string) => readFileSync(join(supplies, name, file), "utf8").trim();
      if (read("type") !== "Battery" || isOfPeripheral(read)) continue;
      const percent = Math.min(100, Math.max(0, Number(read("capacity"))));
      if (Number.isInteger(percent)) return { percent, isCharging: read("status") !== "Discharging" };
    }
  } catch {
    return null;
  }
  return null;
}

function isOfPeripheral(read: (file: string) => string): boolean {
  try {
    return read("scope") === "Device";
  } catch {
    return false;
  }
}

async function askedBattery(): Promise<Battery | null> {
  const { battery } = await import("systeminformation");
  const { hasBattery, percent, isCharging, acConnected } = await battery();
  return hasBattery ? { percent: Math.round(percent), isCharging: isCharging || acConnected } : null;
}

function askedMetered(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(
      "nmcli",
      ["-g", "GENERAL.METERED,GENERAL.STATE", "device", "show"],
      { timeout: 3_000 },
      (error, told) => {
        resolve(error === null && isMeteredAnswer(told));
      },
    );
  });
}

/** nmcli prints, per device, `yes`, `no`, `yes (guessed)`… and the state; 100 is connected. */
export function isMeteredAnswer(told: string): boolean {
  return told.split(/\n\s*\n/).some((device) => /^yes/m.test(device) && /^100\b/m.test(device));
}
