import type { JobActor } from "../../actor/schema.ts";
import { keepProgress, type Transaction, transact } from "../../audit/commands.ts";

type Writer = Transaction["db"];

/** A maker that has said nothing for this long is gone. */
const GONE_SECONDS = 20;
/** A pack that brings its maker down each time is given up. */
const GIVEN_UP_HOURS = 6;

/** Another maker has taken the pack over, since this one said nothing for too long. */
export class PackLost extends Error {}

/**
 * A pack that one maker works on, known by when it last said so. Whatever it writes of the pack it writes only
 * while nobody has taken it over: two makers' parts never come to stand in one archive.
 */
export class PackClaim {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly actor: JobActor,
    readonly packId: string,
    private saidAt: Date,
  ) {}

  /** One writing after another. Throws PackLost, and nothing is written, once the pack is another maker's. */
  write(fn: (db: Writer) => Promise<unknown>): Promise<void> {
    return this.inTurn(() =>
      keepProgress(this.actor, async (db) => {
        const at = await this.renew(db);
        await fn(db);
        return at;
      }),
    );
  }

  /** The same for what is an act as well. */
  conclude(fn: (tx: Transaction) => Promise<unknown>): Promise<void> {
    return this.inTurn(() =>
      transact(this.actor, async (tx) => {
        const at = await this.renew(tx.db);
        await fn(tx);
        return at;
      }),
    );
  }

  private inTurn(write: () => Promise<Date>): Promise<void> {
    const written = this.turn.then(async () => {
      this.saidAt = await write();
    });
    this.turn = written.catch(() => undefined);
    return written;
  }

  private async renew(db: Writer): Promise<Date> {
    const [row] = await db.$queryRaw<{ at: Date }[]>`
      update evidence_pack_progress set updated_at = sayso_now()
      where pack_id = ${this.packId}::uuid and state = 'working' and updated_at = ${this.saidAt}
      returning updated_at as at`;
    if (!row) throw new PackLost();
    return row.at;
  }
}

/**
 * The next pack that waits, or whose maker is gone, taken so that no other maker takes it too; null when there is
 * none. What a maker before this one wrote of it is erased. `isHopeless`: for hours nobody has come to its end.
 */
export function claimPack(actor: JobActor): Promise<{ claim: PackClaim; isHopeless: boolean } | null> {
  return keepProgress(actor, async (db) => {
    const [next] = await db.$queryRaw<{ packId: string; at: Date; isHopeless: boolean }[]>`
      update evidence_pack_progress g set state = 'working', done = 0, said = 'Begun', updated_at = sayso_now()
      from (
        select pack_id, state from evidence_pack_progress
        where state = 'waiting'
          or (state = 'working' and updated_at < sayso_now() - make_interval(secs => ${GONE_SECONDS}))
        order by pack_id limit 1 for update skip locked) as before
      join evidence_pack k on k.id = before.pack_id
      where g.pack_id = before.pack_id
      returning g.pack_id as "packId", g.updated_at as at,
        before.state = 'working' and k.at < sayso_now() - make_interval(hours => ${GIVEN_UP_HOURS}) as "isHopeless"`;
    if (!next) return null;
    await db.evidencePackPart.deleteMany({ where: { packId: next.packId } });
    return { claim: new PackClaim(actor, next.packId, next.at), isHopeless: next.isHopeless };
  });
}

/** Lets the next maker begin it at once. */
export async function releasePack(claim: PackClaim): Promise<void> {
  const { packId } = claim;
  await claim.write((db) =>
    db.evidencePackProgress.update({ where: { packId }, data: { state: "waiting", done: 0, said: "" } }),
  );
}

export async function failPack(claim: PackClaim): Promise<void> {
  const { packId } = claim;
  await claim.conclude(async (tx) => {
    await tx.db.evidencePackProgress.update({
      where: { packId },
      data: { state: "failed", said: "It could not be made." },
    });
    await tx.db.evidencePackPart.deleteMany({ where: { packId } });
    await tx.record({ kind: "evidence-pack.failed", objectId: packId });
  });
}
