import type { Prisma } from "../../generated/prisma/client.ts";

/** As whom a transaction speaks. Row-level security sees nothing else. */
export type Identity = Speaker | Warranted;

interface Speaker {
  readonly kind: "person" | "device" | "job";
  /** The person behind it; null for a job. */
  readonly id: string | null;
  /** Whose private rows it may touch. */
  readonly subjects: readonly string[];
}

/**
 * Whoever makes an export, reading as its owner. The database says in every transaction anew for whom that is, and
 * whether it still may.
 */
interface Warranted {
  readonly kind: "export";
  readonly exportId: string;
}

/** First statement of every transaction: says who is asking, and reads the one clock. */
export async function identify(
  db: Prisma.TransactionClient,
  who: Identity,
  readOnly: boolean,
): Promise<Date> {
  const [row] = await (who.kind === "export" ? speakForExport(db, who) : speak(db, who, readOnly));
  if (!row) throw new Error("the database did not answer with its clock");
  return row.now;
}

function speak(db: Prisma.TransactionClient, who: Speaker, readOnly: boolean): Promise<{ now: Date }[]> {
  return db.$queryRaw`
    select set_config('app.actor', ${who.id ?? ""}, true),
      set_config('app.kind', ${who.kind}, true),
      set_config('app.subjects', ${`{${who.subjects.join(",")}}`}, true),
      set_config('transaction_read_only', ${readOnly ? "on" : "off"}, true),
      sayso_now() as now`;
}

/** It makes the transaction one that only reads, whoever began it. */
function speakForExport(db: Prisma.TransactionClient, { exportId }: Warranted): Promise<{ now: Date }[]> {
  return db.$queryRaw`select speak_for_export(${exportId}::uuid) as now`;
}
