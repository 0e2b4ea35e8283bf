import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import sharp from "sharp";
import { v7 } from "uuid";
import type { Device } from "../../bench/device.ts";
import { jobActor } from "../../domain/actor/queries.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { setUpProgram } from "../../domain/directory/commands/set-up-program.ts";
import type { Category } from "../../domain/notice/schema.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

export interface Collected {
  readonly actor: PersonActor;
  readonly device: Device;
}

/** A portal whose pictures lie in a folder of its own. */
export interface CapturePortal extends TestPortal {
  /** The names of the objects in the folder. */
  kept(): string[];
  /** While `work` runs, the folder is not there. */
  withoutStore(work: () => Promise<void>): Promise<void>;
  /** What the store is to forget. */
  outbox(): Promise<{ object: string; tries: number }[]>;
  /** Lets nobody write that a picture came, until the function it returns is called. */
  holdArrivals(): Promise<() => Promise<void>>;
  /** Resolves once so many transactions wait for another one's lock. */
  waiting(many: number): Promise<void>;
  /** Somebody who allowed these categories (all), and a device of theirs that was linked a moment ago. */
  collected(subject: string, categories?: readonly Category[]): Promise<Collected>;
}

/** @param settings of the store, where it is no folder */
export async function openCapturePortal(settings: Record<string, string> = {}): Promise<CapturePortal> {
  const directory = mkdtempSync(join(tmpdir(), "sayso-captures-"));
  Object.assign(process.env, settings, { SAYSO_DATA_DIR: directory });
  const portal = await openTestPortal();
  const store = join(directory, "captures");
  await capturesPerDay(100);
  return {
    ...portal,
    kept: () =>
      readdirSync(store, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map(({ name }) => name),
    withoutStore: async (work) => {
      renameSync(store, `${store}-away`);
      writeFileSync(store, "no folder");
      await work().finally(() => {
        rmSync(store);
        renameSync(`${store}-away`, store);
      });
    },
    outbox: () => portal.sql("select object, tries from capture_removal order by object"),
    holdArrivals: async () => {
      const client = new pg.Client({ connectionString: portal.ownerUrl });
      await client.connect();
      await client.query("begin; lock table capture_arrival in exclusive mode");
      return () => client.end();
    },
    waiting: async (many) => {
      const waits =
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      while ((await portal.sql(waits)).length < many) await sleep(10);
    },
    collected: async (subject, categories) => {
      const actor = await portal.person(subject);
      await allow(actor, categories);
      const device = await portal.device(actor);
      await sleep(300);
      return { actor, device };
    },
    close: async () => {
      await portal.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function capturesPerDay(most: number): Promise<void> {
  return setUpProgram(jobActor("test"), { name: "A program", capturesPerDay: most });
}

/** A PNG of one colour. */
export function drawn({ width, height }: { width: number; height: number }): Promise<Buffer> {
  const background = { r: 20, g: 90, b: 160 };
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

/** A PNG of hundreds of kilobytes, since nothing in it repeats. */
export function noise(): Promise<Buffer> {
  const [width, height] = [400, 300];
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** The id of a picture taken so many milliseconds ago. */
export function taken(ago = 100): string {
  return v7({ msecs: Date.now() - ago });
}
