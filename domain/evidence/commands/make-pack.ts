import { archiveOf, keepInParts } from "../../../lib/archive.ts";
import { Progress } from "../../../lib/progress.ts";
import type { JobActor } from "../../actor/schema.ts";
import { workOff } from "../../audit/commands/claim.ts";
import { packFacts, packScope } from "../queries/pack-facts.ts";
import { countPeople } from "../queries/pack-people.ts";
import { manifestOf } from "../rules/pack.ts";
import { claimPack, failPack, type PackClaim, releasePack } from "./pack-claim.ts";
import { packFiles } from "./pack-files.ts";
import { PASSES } from "./pack-people-files.ts";

const SIGNED_AS = "sayso-evidence-manifest+jws";

/**
 * Makes every evidence pack that waits, and those whose maker vanished in the middle, from their beginning.
 * One that fails says so on its page, and can be asked for again; one that is stopped in the middle waits again.
 */
export function makeEvidencePacks(actor: JobActor, stopping?: AbortSignal): Promise<void> {
  const make = (claim: PackClaim) => makePack(actor, claim, stopping);
  return workOff({ claim: () => claimPack(actor), make, fail: failPack, release: releasePack }, stopping);
}

async function makePack(actor: JobActor, claim: PackClaim, stopping?: AbortSignal): Promise<void> {
  const { packId } = claim;
  const progress = new Progress(
    (far) => claim.write((db) => db.evidencePackProgress.update({ where: { packId }, data: far })),
    stopping,
  );
  try {
    const scope = await packScope(actor, packId);
    const facts = await packFacts(actor, scope);
    progress.expect((await countPeople(actor, scope)) * PASSES);
    const archive = archiveOf(
      packFiles(actor, facts, (people) => progress.add(people)),
      {
        at: scope.askedAt,
        manifest: (entries) => manifestOf({ ...scope, jurisdiction: scope.code, at: scope.askedAt }, entries),
        signedAs: SIGNED_AS,
        begun: (path) => progress.say(`Writing ${path}`),
      },
    );
    const made = await keepInParts(archive, (bytes, number) =>
      claim.write((db) => db.evidencePackPart.create({ data: { packId, number, bytes } })),
    );
    await claim.conclude(async (tx) => {
      const data = { state: "done", said: "", ...made };
      await tx.db.evidencePackProgress.update({ where: { packId }, data });
      await tx.record({
        kind: "evidence-pack.made",
        objectId: packId,
        details: { bytes: Number(made.bytes) },
      });
    });
  } finally {
    progress.end();
  }
}
