import type { Usage } from "../domain/activity/schema.ts";
import type { Limits } from "../domain/directive/schema.ts";
import type { Capture } from "./capture.ts";
import { Power } from "./power.ts";
import type { Queue } from "./queue.ts";
import type { Wire } from "./wire.ts";

interface Totals {
  cpuMs: number;
  sent: number;
  received: number;
}

/** What the agent itself costs the machine, since the last batch and today (a day of server time, UTC). */
export class Costs {
  private told: Totals = { cpuMs: 0, sent: 0, received: 0 };
  private counted: Totals = { cpuMs: 0, sent: 0, received: 0 };
  private readonly power = new Power();
  private day: { date: string; cpuMs: number; bytes: number };

  constructor(
    private readonly wire: Wire,
    private readonly capture: Capture,
    private readonly queue: Queue,
    private readonly pictures: { readonly cpuMs: number },
  ) {
    this.day = dayOf(queue.get("today"));
  }

  /** The cost since the last account, and whether anything must be saved from now on. */
  async account(limits: Limits | null, now: number) {
    const battery = await this.power.battery();
    const isSpent = limits !== null && this.today(now).bytes >= limits.bytesPerDay;
    const isMetered = limits?.deferOnMetered === true && (await this.power.isMetered());
    const isLow = battery !== null && limits !== null && battery.percent < limits.minBatteryPercent;
    this.keepToday(now);
    return {
      usage: this.take(battery?.percent ?? null),
      savings: { savesPower: isLow && !battery.isCharging, savesBandwidth: isSpent || isMetered },
    };
  }

  /** CPU milliseconds and bytes of the server's day that holds `now`. */
  today(now: number): { cpuMs: number; bytes: number } {
    const totals = this.totals();
    const date = new Date(now).toISOString().slice(0, 10);
    if (this.day.date !== date) this.day = { date, cpuMs: 0, bytes: 0 };
    this.day.cpuMs += totals.cpuMs - this.counted.cpuMs;
    this.day.bytes += totals.sent + totals.received - this.counted.sent - this.counted.received;
    this.counted = totals;
    return this.day;
  }

  keepToday(now: number): void {
    this.today(now);
    this.queue.set("today", JSON.stringify(this.day));
  }

  /** The share since the last call, for the next batch. */
  take(batteryPercent: number | null): Omit<Usage, "droppedSegments"> {
    const totals = this.totals();
    const before = this.told;
    this.told = totals;
    return {
      cpuMs: totals.cpuMs - before.cpuMs,
      bytesSent: totals.sent - before.sent,
      bytesReceived: totals.received - before.received,
      rssMb: Math.round(process.memoryUsage.rss() / 1_048_576) + this.capture.cost.rssMb,
      batteryPercent,
    };
  }

  private totals(): Totals {
    const own = process.cpuUsage();
    const others = this.capture.cost.endedCpuMs + this.capture.cost.cpuMs + this.pictures.cpuMs;
    return { cpuMs: Math.round((own.user + own.system) / 1000) + others, ...this.wire.bytes() };
  }
}

function dayOf(kept: string | null): { date: string; cpuMs: number; bytes: number } {
  return kept === null ? { date: "", cpuMs: 0, bytes: 0 } : JSON.parse(kept);
}
