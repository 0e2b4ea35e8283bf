import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import { askForPack } from "./commands/ask-for-pack.ts";
import { makeEvidencePacks } from "./commands/make-pack.ts";
import { openPack } from "./queries/list-packs.ts";
import { unzip } from "./test-unzip.ts";

export const job = jobActor("make-evidence-pack");
const dayNow = () => new Date().toISOString().slice(0, 10);
/** Of all that these tests do: one day, or two where midnight passes meanwhile. */
const firstDay = dayNow();
export const period = () => ({ fromDay: firstDay, untilDay: dayNow() });

/** A portal in which legal asks for packs. */
export interface PackPortal extends TestPortal {
  /** Of the day of these tests, unless more is said. */
  ask(jurisdiction: string, more?: Record<string, unknown>): Promise<{ id: string }>;
  download(id: string): Promise<Buffer>;
  /** Asked for, made and downloaded. */
  make(jurisdiction: string): Promise<MadePack>;
}

export interface MadePack {
  readonly id: string;
  readonly zip: Buffer;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Of a CSV, without its first. */
  lines(path: string): string[];
}

export async function openPackPortal(): Promise<PackPortal> {
  const portal = await openTestPortal();
  const { legal } = portal.people;
  const ask: PackPortal["ask"] = (jurisdiction, more = {}) =>
    askForPack(legal, { jurisdiction, ...period(), ...more });
  const download = async (id: string) => {
    const chunks: Uint8Array[] = [];
    for await (const part of (await openPack(legal, id)).parts) chunks.push(part);
    return Buffer.concat(chunks);
  };
  const make = async (jurisdiction: string) => {
    const { id } = await ask(jurisdiction);
    await makeEvidencePacks(job);
    const zip = await download(id);
    const files = await unzip(zip);
    return { id, zip, files, lines: (path: string) => linesOf(files.get(path)) };
  };
  return { ...portal, ask, download, make };
}

function linesOf(file: Buffer | undefined): string[] {
  return (file?.toString("utf8") ?? "")
    .replace(/^\u{feff}/u, "")
    .split("\r\n")
    .slice(1, -1);
}
