import type { Prisma } from "../../generated/prisma/client.ts";

/** As whom a transaction speaks. Row-level security sees nothing else. */
export interface Identity {
  readonly kind: "person" | "device" | "job";
  /** The person behind it; null for a job. */
  readonly id: string | null;
  /** Whose private rows it may touch. */
  readonly subjects: readonly string[];
}

/** First statement of every transaction: says who is asking, and reads the one clock. */
export async function identify(
  db: Prisma.TransactionClient,
  who: Identity,
  readOnly: boolean,
): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`
    select set_config('app.actor', ${who.id ?? ""}, true),
      set_config('app.kind', ${who.kind}, true),
      set_config('app.subjects', ${`{${who.subjects.join(",")}}`}, true),
      set_config('transaction_read_only', ${readOnly ? "on" : "off"}, true),
      sayso_now() as now`;
  if (!row) throw new Error("the database did not answer with its clock");
  return row.now;
}
