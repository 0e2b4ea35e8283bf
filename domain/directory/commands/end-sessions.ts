import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";

/** Ends every session of the actor, in every browser, from the next request on. */
export function endSessions(actor: PersonActor): Promise<void> {
  return transact(actor, async (tx) => {
    await tx.db.person.update({
      where: { id: actor.id },
      data: { sessionEpoch: { increment: 1 } },
      select: { id: true },
    });
    await tx.record({ kind: "person.sessions-ended", subjectId: actor.id });
  });
}
