import { createHash } from "node:crypto";
import { z } from "zod";
import { PART_BYTES } from "../../../lib/archive.ts";
import { open, unwrapDataKey } from "../../../lib/crypto.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { partContext } from "../rules/export.ts";

/** An export whose bytes are there. */
export interface KeptExport {
  readonly bytes: number;
  readonly sha256: string;
  /** The day on which it was asked for is in it, and nothing else. */
  readonly fileName: string;
  /** Opened part after part as they are asked for, from this byte to the one before `to`. */
  slice(from: number, to: number): AsyncGenerator<Uint8Array>;
}

/**
 * The actor's export of this id. Refuses: not_found (no such one, or somebody else's, or not made yet), expired (it
 * was removed, or its time is over; also where its key is gone, or bytes of it are).
 */
export async function openExport(actor: PersonActor, id: string): Promise<KeptExport> {
  if (!z.uuid().safeParse(id).success) throw unknown();
  return read(actor, async (db, now) => {
    const place = { employeeId: actor.id, exportId: id };
    const found = await db.exportProgress.findUnique({
      where: { employeeId_exportId: place },
      include: { export: true },
    });
    if (!found) throw unknown();
    const { state, sha256, bytes, expiresAt } = found;
    if (state === "over") throw await gone(db, actor.id, id);
    if (state !== "done" || sha256 === null || bytes === null) throw unknown();
    if (expiresAt === null || expiresAt <= now) throw expired();
    const key = await db.dataKey.findUnique({ where: { employeeId: actor.id } });
    if (!key) throw damaged();
    const dataKey = unwrapDataKey(actor.id, key.wrapped);
    const whole = { bytes: Number(bytes), sha256 };
    const fileName = `sayso-my-data-${found.export.at.toISOString().slice(0, 10)}.zip`;
    return { ...whole, fileName, slice: (from, to) => sliced(actor, id, dataKey, whole, { from, to }) };
  });
}

/** What was read is only given away once the whole of it is known to be what was made, or the part at least is. */
async function* sliced(
  actor: PersonActor,
  exportId: string,
  dataKey: Uint8Array,
  { bytes, sha256 }: { bytes: number; sha256: string },
  { from, to }: { from: number; to: number },
): AsyncGenerator<Uint8Array> {
  const hash = from === 0 && to === bytes ? createHash("sha256") : null;
  const last = Math.ceil(to / PART_BYTES);
  for (let number = Math.floor(from / PART_BYTES) + 1; number <= last; number++) {
    const start = (number - 1) * PART_BYTES;
    const part = await openPart(actor, { exportId, number, dataKey });
    if (part.length !== Math.min(PART_BYTES, bytes - start)) throw damaged();
    hash?.update(part);
    if (hash && number === last && hash.digest("hex") !== sha256) throw damaged();
    yield part.subarray(Math.max(0, from - start), Math.min(part.length, to - start));
  }
}

async function openPart(
  actor: PersonActor,
  { exportId, number, dataKey }: { exportId: string; number: number; dataKey: Uint8Array },
): Promise<Buffer> {
  const place = { employeeId: actor.id, exportId, number };
  const part = await read(actor, (db) =>
    db.exportPart.findUnique({ where: { employeeId_exportId_number: place } }),
  );
  if (!part) throw damaged();
  return open(dataKey, part.sealed, partContext(actor.id, exportId, number));
}

/** Why an export is over before its time, by its end. */
const TOLD = new Map<string, [reason: string, sentence: string]>([
  ["removed", ["export-removed", "You removed this download. You can ask for a new one at any time."]],
  [
    "records-deleted",
    [
      "export-records-deleted",
      "You deleted records that this download may have held, so it was removed with them. You can ask for a new one at any time.",
    ],
  ],
]);

async function gone(db: Reader, employeeId: string, exportId: string): Promise<Refusal> {
  const end = await db.exportEnd.findUnique({ where: { employeeId_exportId: { employeeId, exportId } } });
  const told = TOLD.get(end?.kind ?? "");
  return told ? new Refusal("expired", ...told) : expired();
}

function expired(): Refusal {
  return new Refusal(
    "expired",
    "export-expired",
    "The time of this download is over, and its bytes were destroyed. You can ask for a new one at any time.",
  );
}

function damaged(): Refusal {
  return new Refusal(
    "expired",
    "export-damaged",
    "This download cannot be opened any more. Please ask for a new one.",
  );
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-export", "There is no such download.");
}
