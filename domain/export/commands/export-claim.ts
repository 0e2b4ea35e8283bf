import type { JobActor } from "../../actor/schema.ts";
import { Claim, GIVEN_UP_HOURS, GONE_SECONDS } from "../../audit/commands/claim.ts";
import { keepProgress, type Transaction } from "../../audit/commands.ts";

/** An export that one maker works on. It is lost also by being taken back. */
export class ExportClaim extends Claim {
  constructor(
    actor: JobActor,
    readonly employeeId: string,
    readonly exportId: string,
    saidAt: Date,
  ) {
    super(actor, saidAt);
  }

  /** By which its row of progress is found. */
  get place() {
    const { employeeId, exportId } = this;
    return { employeeId_exportId: { employeeId, exportId } };
  }

  protected async renew(db: Transaction["db"], saidAt: Date): Promise<Date | undefined> {
    const [row] = await db.$queryRaw<{ at: Date }[]>`
      update export_progress set updated_at = sayso_now()
      where employee_id = ${this.employeeId}::uuid and export_id = ${this.exportId}::uuid
        and state = 'working' and updated_at = ${saidAt}
      returning updated_at as at`;
    return row?.at;
  }
}

/**
 * The next export that waits, or whose maker is gone, taken so that no other maker takes it too; null when there is
 * none. What a maker before this one kept of it is destroyed by the database. `isHopeless`: for hours nobody has come
 * to its end.
 */
export function claimExport(actor: JobActor): Promise<{ claim: ExportClaim; isHopeless: boolean } | null> {
  return keepProgress(actor, async (db) => {
    const [next] = await db.$queryRaw<
      { employeeId: string; exportId: string; at: Date; isHopeless: boolean }[]
    >`
      update export_progress g set state = 'working', attempt = g.attempt + 1, done = 0, said = 'Begun',
        updated_at = sayso_now()
      from (
        select employee_id, export_id, state from export_progress
        where state = 'waiting'
          or (state = 'working' and updated_at < sayso_now() - make_interval(secs => ${GONE_SECONDS}))
        order by export_id limit 1 for update skip locked) as before
      join export k on k.employee_id = before.employee_id and k.id = before.export_id
      where g.employee_id = before.employee_id and g.export_id = before.export_id
      returning g.employee_id as "employeeId", g.export_id as "exportId", g.updated_at as at,
        before.state = 'working' and k.at < sayso_now() - make_interval(hours => ${GIVEN_UP_HOURS}) as "isHopeless"`;
    if (!next) return null;
    const { employeeId, exportId, at, isHopeless } = next;
    return { claim: new ExportClaim(actor, employeeId, exportId, at), isHopeless };
  });
}

/** Lets the next maker begin it at once. */
export async function releaseExport(claim: ExportClaim): Promise<void> {
  const data = { state: "waiting", done: 0, said: "" };
  await claim.write((db) => db.exportProgress.update({ where: claim.place, data }));
}

export async function failExport(claim: ExportClaim): Promise<void> {
  const { employeeId: subjectId, exportId: objectId } = claim;
  await claim.conclude(async (tx) => {
    const data = { state: "failed", said: "" };
    await tx.db.exportProgress.update({ where: claim.place, data });
    await tx.record({ kind: "export.failed", subjectId, objectId });
  });
}
