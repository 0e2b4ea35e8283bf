import { isDeepStrictEqual } from "node:util";
import { Refusal } from "../../../lib/refusal.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { type ApprovedApplication, approvedApplication } from "../schema.ts";

/**
 * Puts applications on the program's list, or rewords and narrows those that are on it. Nobody has them
 * turned on until they say so; and a yes that was said covers nothing that was added since. So it refuses
 * (conflict, `widened`) a further category or program for an application that is listed, and (conflict,
 * `retired`) one that was taken off the list: both take a new id.
 */
export async function approveApplications(
  actor: JobActor,
  input: readonly ApprovedApplication[],
): Promise<void> {
  const applications = input.map((each) => approvedApplication.parse(each));
  return transact(actor, async (tx) => {
    if ((await changesOf(tx, applications)).length > 0) await approve(tx, applications);
    for (const { id } of applications) await tx.record({ kind: "application.approved", objectId: id });
  });
}

async function approve(tx: Transaction, applications: readonly ApprovedApplication[]): Promise<void> {
  const approvedAt = await tx.lockEveryone();
  // Once more behind the lock: another change may have been first.
  for (const { id, ...data } of await changesOf(tx, applications)) {
    await tx.db.approvedApplication.upsert({
      where: { id },
      create: { id, ...data, approvedAt },
      update: data,
    });
  }
}

async function changesOf(tx: Transaction, applications: readonly ApprovedApplication[]) {
  const listed = await tx.db.approvedApplication.findMany();
  return applications.filter((each) => {
    const found = listed.find((one) => one.id === each.id);
    if (!found) return true;
    const { approvedAt: _, retiredAt, ...stored } = found;
    const current = approvedApplication.parse(stored);
    if (retiredAt) throw new Refusal("conflict", "retired", sentence(each, "was taken off the list"));
    if (isWider(each, current))
      throw new Refusal("conflict", "widened", sentence(each, "would collect more than people said yes to"));
    return !isDeepStrictEqual(each, current);
  });
}

function isWider(wanted: ApprovedApplication, current: ApprovedApplication): boolean {
  const platforms = ["linux", "darwin", "win32"] as const;
  return (
    wanted.categories.some((each) => !current.categories.includes(each)) ||
    platforms.some((each) => {
      const listed = current.match[each];
      return wanted.match[each] && !(listed && wanted.match[each].every((name) => listed.includes(name)));
    })
  );
}

function sentence({ id }: ApprovedApplication, why: string): string {
  return `The application ${id} ${why}: list it as a new application, with another id.`;
}
