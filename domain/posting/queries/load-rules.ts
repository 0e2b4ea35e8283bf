import type { Reader } from "../../../lib/db/reader.ts";
import { gateProgramColumns } from "../../notice/queries/gate-sql.ts";
import { type GateProgramRow, sharedGateFacts } from "../../notice/queries/load-gate.ts";
import type { PostingRules } from "../rules.ts";

/** Every version of the law and every notice, within a transaction: the same that the gate is computed from. */
export async function loadPostingRules(db: Reader): Promise<PostingRules> {
  const [row] = await db.$queryRawUnsafe<GateProgramRow[]>(
    `select ${gateProgramColumns("'-infinity'::timestamptz")} from program g`,
  );
  if (!row) throw new Error("the program is not set up");
  return sharedGateFacts(row);
}
