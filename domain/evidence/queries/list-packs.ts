import { z } from "zod";
import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { JobActor, PersonActor } from "../../actor/schema.ts";
import { PACK_DAYS, PACK_STATES, type PackRow } from "../rules/pack.ts";

const MOST_LISTED = 100;
const DAY_MS = 86_400_000;
const state = z.enum(PACK_STATES);

function requireLegal(actor: PersonActor): void {
  if (!actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers see evidence packs.");
}

export interface Packs {
  /** In milliseconds. */
  readonly now: number;
  /** Newest first. */
  readonly packs: readonly PackRow[];
  /** What a pack can be asked for, by name. */
  readonly places: readonly { readonly code: string; readonly name: string }[];
}

/** The packs that were asked for lately, and the places there are. Refuses (forbidden) all but legal. */
export async function listPacks(actor: PersonActor): Promise<Packs> {
  requireLegal(actor);
  return read(actor, async (db, now) => {
    const rows = await db.$queryRaw<
      (Omit<PackRow, "at" | "keptUntil" | "state" | "bytes"> & {
        at: Date;
        kept: Date;
        state: string;
        bytes: bigint | null;
      })[]
    >`
      select k.id, k.jurisdiction, coalesce(j.body->>'name', k.jurisdiction) as name, k.from_day::text as "fromDay",
        k.until_day::text as "untilDay", p.name as "askedBy", k.at, k.at + make_interval(days => ${PACK_DAYS}) as kept,
        g.state, g.done, g.total, g.said, g.sha256, g.bytes
      from evidence_pack k join evidence_pack_progress g on g.pack_id = k.id join person p on p.id = k.asked_by
      left join jurisdiction j on j.code = k.jurisdiction and j.until_at is null
      order by k.at desc limit ${MOST_LISTED}`;
    const places = await db.$queryRaw<Packs["places"][number][]>`
      select code, body->>'name' as name from jurisdiction where until_at is null order by code <> 'US', 2`;
    const packs = rows.map(({ at, kept, bytes, ...row }) => ({
      ...row,
      at: at.getTime(),
      keptUntil: kept.getTime(),
      state: state.parse(row.state),
      bytes: bytes === null ? null : Number(bytes),
    }));
    return { now: now.getTime(), packs, places };
  });
}

/** A pack whose bytes are there: its size, and one part after another as they are asked for. */
export interface KeptPack {
  readonly bytes: number;
  readonly fileName: string;
  readonly parts: AsyncGenerator<Uint8Array>;
}

/**
 * Refuses (not_found) what was never asked for, is not made yet or kept no longer; so it does for everyone but
 * legal, to whom the database shows none.
 */
export async function openPack(actor: PersonActor, id: string): Promise<KeptPack> {
  const pack = z.uuid().safeParse(id).success
    ? await read(actor, (db, now) =>
        db.evidencePack.findUnique({
          // Erasing may be a day late.
          where: { id, at: { gt: new Date(now.getTime() - PACK_DAYS * DAY_MS) } },
          include: { progress: true, _count: { select: { parts: true } } },
        }),
      )
    : null;
  if (pack?.progress?.state !== "done" || pack._count.parts === 0)
    throw new Refusal("not_found", "no-such-pack", "There is no such pack, or it was erased.");
  const days = [pack.fromDay, pack.untilDay].map((day) => day.toISOString().slice(0, 10)).join("_");
  return {
    bytes: Number(pack.progress.bytes),
    fileName: `sayso-evidence-${pack.jurisdiction}-${days}.zip`,
    parts: partsOf(actor, id, pack._count.parts),
  };
}

async function* partsOf(actor: PersonActor, packId: string, count: number): AsyncGenerator<Uint8Array> {
  for (let number = 1; number <= count; number++) {
    yield await read(actor, async (db) => {
      const part = await db.evidencePackPart.findUniqueOrThrow({
        where: { packId_number: { packId, number } },
      });
      return part.bytes;
    });
  }
}

/** Packs that have been kept for long enough and still have bytes. */
export function oldPacks(actor: JobActor): Promise<string[]> {
  return read(actor, async (db) => {
    const rows = await db.$queryRaw<{ id: string }[]>`
      select id from evidence_pack k where at < sayso_now() - make_interval(days => ${PACK_DAYS})
        and exists (select from evidence_pack_part where pack_id = k.id)`;
    return rows.map(({ id }) => id);
  });
}
