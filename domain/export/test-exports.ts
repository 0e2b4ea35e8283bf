import { randomUUID } from "node:crypto";
import { newDataKey, unwrapDataKey } from "../../lib/crypto.ts";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { sealSteps } from "../activity/rules/sealed-steps.ts";
import type { Step } from "../activity/schema.ts";
import { actorForSession, jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { unzip } from "../evidence/test-unzip.ts";
import { askForExport } from "./commands/ask-for-export.ts";
import { makeExports } from "./commands/make-export.ts";
import { openExport } from "./queries/open-export.ts";

export const job = jobActor("make-export");

export const STEPS: Step[] = [
  { kind: "move", at: 0, for: 5, pixels: 320 },
  { kind: "click", at: 6, button: "left", times: 1 },
  { kind: "keys", at: 10, for: 20, letters: 12, spaces: 2 },
  { kind: "shortcut", at: 40, chord: "Ctrl+S" },
];

/** As many steps as a record may have, no two alike: a few hundred such records are some megabytes, however packed. */
export function busy(record: number): Step[] {
  let seed = record + 1;
  return Array.from({ length: 600 }, (_, at) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return { kind: "move", at, for: 0, pixels: seed % 10_000_000 };
  });
}

/** A portal in which people ask for everything about them. */
export interface ExportPortal extends TestPortal {
  /** Stores so many records of somebody's, one a minute until now, as an agent would have brought them. Returns their device. */
  store(who: PersonActor, count: number, stepsOf?: (record: number) => Step[]): Promise<string>;
  download(who: PersonActor, id: string): Promise<Buffer>;
  /** Somebody who has not asked for anything yet. */
  someone(): Promise<PersonActor>;
  /** How many parts of an export are stored. */
  parts(id: string): Promise<number>;
  /** The kinds of acts about an export, the oldest first. */
  acts(who: PersonActor, id: string): Promise<string[]>;
  /** Asked for, made and downloaded. */
  make(who: PersonActor): Promise<MadeExport>;
  /** Runs statements as the owner of the database, past every trigger. */
  past(...statements: readonly (readonly [string, readonly unknown[]])[]): Promise<void>;
}

export interface MadeExport {
  readonly id: string;
  readonly zip: Buffer;
  readonly files: ReadonlyMap<string, Buffer>;
  text(path: string): string;
  /** Of a JSON Lines file, or of a CSV without its first. */
  lines(path: string): string[];
}

export async function openExportPortal(): Promise<ExportPortal> {
  const portal = await openTestPortal();
  const past: ExportPortal["past"] = async (...statements) => {
    const client = await portal.owner.connect();
    try {
      await client.query("set session_replication_role = replica");
      for (const [text, values] of statements) await client.query(text, [...values]);
    } finally {
      await client.query("set session_replication_role = origin");
      client.release();
    }
  };
  const download = async (who: PersonActor, id: string) => {
    const kept = await openExport(who, id);
    const chunks: Uint8Array[] = [];
    for await (const part of kept.slice(0, kept.bytes)) chunks.push(part);
    return Buffer.concat(chunks);
  };
  let next = 0;
  return {
    ...portal,
    past,
    download,
    someone: () => actorForSession({ subject: portal.organisation.people[next++]?.subject ?? "", epoch: 1 }),
    parts: async (id) =>
      (await portal.owner.query("select from export_part where export_id = $1", [id])).rowCount ?? 0,
    acts: async (who, id) =>
      (await portal.actsAbout(who.id)).filter(({ objectId }) => objectId === id).map(({ kind }) => kind),
    store: (who, count, stepsOf = () => STEPS) => store(past, portal, who, { count, stepsOf }),
    make: async (who) => {
      const { id } = await askForExport(who);
      await makeExports(job);
      const zip = await download(who, id);
      const files = await unzip(zip);
      const text = (path: string) => (files.get(path)?.toString("utf8") ?? "").replace(/^\u{feff}/u, "");
      const lines = (path: string) =>
        path.endsWith(".csv") ? text(path).split("\r\n").slice(1, -1) : text(path).split("\n").slice(0, -1);
      return { id, zip, files, text, lines };
    },
  };
}

const AT_ONCE = 2_000;
const MINUTE_MS = 60_000;

async function store(
  past: ExportPortal["past"],
  portal: TestPortal,
  { id: employeeId }: PersonActor,
  { count, stepsOf }: { count: number; stepsOf: (record: number) => Step[] },
): Promise<string> {
  const deviceId = randomUUID();
  const kept = await portal.owner.query("select wrapped from data_key where employee_id = $1", [employeeId]);
  const wrapped: Buffer = kept.rows[0]?.wrapped ?? newDataKey(employeeId);
  const dataKey = unwrapDataKey(employeeId, wrapped);
  const { rows } = await portal.owner.query<{ now: Date }>("select date_trunc('minute', sayso_now()) as now");
  const newest = rows[0]?.now.getTime() ?? 0;
  await past(
    [
      "insert into data_key (employee_id, wrapped) values ($1, $2) on conflict do nothing",
      [employeeId, wrapped],
    ],
    [
      `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
       values ($1, $2, '=Laptop', 'linux', 'S1', '{}', $3, $4)`,
      [deviceId, employeeId, randomUUID(), new Date(newest - 10 * 1440 * MINUTE_MS)],
    ],
  );
  for (let done = 0; done < count; done += AT_ONCE) {
    const minutes = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, at) => done + at + 1);
    const moments = minutes.map((each) => newest - (each * 10 * 86_400_000) / Math.max(count, 10 * 1440));
    const begun = moments.map((each) => Math.floor(each / 100) * 100);
    const sealed = begun.map((from, at) =>
      sealSteps(dataKey, { employeeId, deviceId, from: from / 100 }, stepsOf(done + at)),
    );
    await past([
      `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, application, moves, clicks, drags,
         scrolls, keys, shortcuts, steps, keyboard_steps)
       select $1, s, $2, s + interval '60 seconds', $2, 'terminal', 1, 1, 0, 0, 14, 1, x, k
       from unnest($3::timestamptz[], $4::bytea[], $5::bytea[]) as r (s, x, k)`,
      [
        employeeId,
        deviceId,
        begun.map((each) => new Date(each)),
        sealed.map(({ steps }) => steps),
        sealed.map(({ keyboardSteps }) => keyboardSteps),
      ],
    ]);
  }
  return deviceId;
}
