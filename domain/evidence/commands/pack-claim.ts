import type { JobActor } from "../../actor/schema.ts";
import { Claim, GIVEN_UP_HOURS, GONE_SECONDS } from "../../audit/commands/claim.ts";
import { keepProgress, type Transaction } from "../../audit/commands.ts";

/** A pack that one maker works on. */
export class PackClaim extends Claim {
  constructor(
    actor: JobActor,
    readonly packId: string,
    saidAt: Date,
  ) {
    super(actor, saidAt);
  }

  protected async renew(db: Transaction["db"], saidAt: Date): Promise<Date | undefined> {
    const [row] = await db.$queryRaw<{ at: Date }[]>`
      update evidence_pack_progress set updated_at = sayso_now()
      where pack_id = ${this.packId}::uuid and state = 'working' and updated_at = ${saidAt}
      returning updated_at as at`;
    return row?.at;
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
