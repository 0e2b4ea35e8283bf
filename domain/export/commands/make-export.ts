import { archiveOf, keepInParts } from "../../../lib/archive.ts";
import { seal } from "../../../lib/crypto.ts";
import { wakeJob } from "../../../lib/jobs.ts";
import { Progress } from "../../../lib/progress.ts";
import { actorForExport } from "../../actor/queries.ts";
import type { JobActor } from "../../actor/schema.ts";
import { workOff } from "../../audit/commands/claim.ts";
import { askedAt } from "../queries/list-exports.ts";
import { countRecords, dataKeyOf } from "../queries/records.ts";
import { exportManifest, lackOf, partContext, SIGNED_AS } from "../rules/export.ts";
import { claimExport, type ExportClaim, failExport, releaseExport } from "./export-claim.ts";
import { exportFiles, RECORD_PASSES } from "./export-files.ts";

/**
 * Makes every export that waits, and those whose maker vanished in the middle, from their beginning. One that fails
 * says so on its page; one that is stopped in the middle waits again; one that is taken back meanwhile is left alone.
 */
export function makeExports(actor: JobActor, stopping?: AbortSignal): Promise<void> {
  const make = (claim: ExportClaim) => makeExport(actor, claim, stopping);
  return workOff(
    { claim: () => claimExport(actor), make, fail: failExport, release: releaseExport },
    stopping,
  );
}

async function makeExport(actor: JobActor, claim: ExportClaim, stopping?: AbortSignal): Promise<void> {
  const progress = new Progress(
    (far) => claim.write((db) => db.exportProgress.update({ where: claim.place, data: far })),
    stopping,
  );
  try {
    await makeParts(actor, claim, progress);
  } catch (error) {
    // Reading is refused too, by the database, from the moment on at which it was taken back.
    await claim.write(async () => undefined);
    throw error;
  } finally {
    progress.end();
  }
}

async function makeParts(actor: JobActor, claim: ExportClaim, progress: Progress): Promise<void> {
  const { employeeId, exportId } = claim;
  const reader = await actorForExport(actor, exportId);
  const at = await askedAt(actor, claim);
  const dataKey = await dataKeyOf(reader);
  if (!dataKey) throw new Error("there is no key to seal an export under");
  progress.expect((await countRecords(reader, at)) * RECORD_PASSES);
  let missing = 0;
  const missed = () => {
    missing += 1;
  };
  const archive = archiveOf(
    exportFiles({ actor: reader, at, dataKey, wrote: (records) => progress.add(records), missed }),
    {
      at,
      manifest: (entries) => exportManifest({ id: exportId, employeeId, at }, entries),
      signedAs: SIGNED_AS,
      begun: (path) => progress.say(`Writing ${path}`),
    },
  );
  const made = await keepInParts(archive, async (part, number) => {
    const sealed = seal(dataKey, part, partContext(employeeId, exportId, number));
    // Plain SQL: a job may add parts and see none, so there is no row to return.
    await claim.write(
      (db) => db.$executeRaw`
        insert into export_part (employee_id, export_id, number, sealed)
        values (${employeeId}::uuid, ${exportId}::uuid, ${number}, ${sealed})`,
    );
  });
  await claim.conclude(async (tx) => {
    const data = { state: "done", said: lackOf(missing), ...made };
    await tx.db.exportProgress.update({ where: claim.place, data });
    await tx.record({
      kind: "export.made",
      subjectId: employeeId,
      objectId: exportId,
      details: { bytes: Number(made.bytes) },
    });
  });
  await wakeJob("send-letters");
}
