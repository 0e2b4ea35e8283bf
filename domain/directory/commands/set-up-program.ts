import { isDeepStrictEqual } from "node:util";
import type { JobActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";

/** What the program's owner may set; all else has its default (prisma/schema/directory.prisma). */
export interface ProgramSettings {
  readonly name: string;
  readonly pauseMaxSeconds?: number;
  readonly pauseGapSeconds?: number;
  readonly deferralLimit?: number;
  readonly leaseSeconds?: number;
  readonly syncSeconds?: number;
  /** Working days in which a step of a request is to be decided. */
  readonly exemptionDays?: number;
  /** Whether a pending request stops collection in its scope, on grounds that do not do so by themselves. */
  readonly exemptionStops?: boolean;
  /** Days between a revocation and its effect. */
  readonly revocationDays?: number;
  /** Hours in which a record is its subject's alone; 1 at least. For records that come from then on. */
  readonly holdBackHours?: number;
  /** Pictures of the screen that one device may take in a day. */
  readonly capturesPerDay?: number;
  /** For how many days each category is kept at most; a notice that promises less is kept to. */
  readonly pointerDays?: number;
  readonly keyboardDays?: number;
  readonly screenDays?: number;
  readonly applicationDays?: number;
  /** For how many days somebody's download of everything about them is kept. */
  readonly exportDays?: number;
}

/** Creates the program, or changes its settings. The database refuses a pause limit over 30 minutes and a lease over two. */
export function setUpProgram(actor: JobActor, settings: ProgramSettings): Promise<void> {
  return transact(actor, async (tx) => {
    const current = await tx.db.program.findFirst();
    if (!current || !isDeepStrictEqual({ ...current, ...settings }, current)) {
      await tx.lockEveryone();
      await tx.db.program.upsert({ where: { id: 1 }, create: settings, update: settings });
    }
    await tx.record({ kind: "program.set-up" });
  });
}
