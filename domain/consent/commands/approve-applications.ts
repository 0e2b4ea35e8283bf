import type { JobActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { type ApprovedApplication, approvedApplication } from "../schema.ts";

/** Puts applications on the program's list, or changes how they are described. Nobody has them turned on until they say so. */
export function approveApplications(actor: JobActor, input: readonly ApprovedApplication[]): Promise<void> {
  return transact(actor, async (tx) => {
    for (const each of input) {
      const { id, ...data } = approvedApplication.parse(each);
      await tx.db.approvedApplication.upsert({ where: { id }, create: { id, ...data }, update: data });
      await tx.record({ kind: "application.approved", objectId: id });
    }
  });
}
