import type { ExportActor } from "../../actor/schema.ts";
import type { LedgerAct } from "../rules/ledger-line.ts";
import { overPages } from "./over-pages.ts";

/** Every act about the actor's person or by them, in the order of the ledger. */
export function overActs(actor: ExportActor): AsyncGenerator<LedgerAct[]> {
  const { id } = actor;
  return overPages(actor, async (db, after: LedgerAct | null, take) => {
    const rows = await db.act.findMany({
      where: { OR: [{ subjectId: id }, { actorId: id }], seq: { gt: after?.seq ?? 0 } },
      orderBy: { seq: "asc" },
      take,
    });
    return rows.map(({ seq, ...act }) => ({ seq: Number(seq), ...act }));
  });
}
