import type { Prisma } from "../../generated/prisma/client.ts";
import { connection } from "./connection.ts";
import { type Identity, identify } from "./identity.ts";

export type Writer = Prisma.TransactionClient;

/**
 * Runs `fn` in one transaction as `who`, of at most `limitMs` milliseconds. Only the ledger's `transact`
 * calls this.
 */
export function write<T>(
  who: Identity,
  fn: (db: Writer, now: Date) => Promise<T>,
  limitMs = 20_000,
): Promise<T> {
  return connection().prisma.$transaction(async (db) => fn(db, await identify(db, who, false)), {
    timeout: limitMs,
    maxWait: 10_000,
  });
}
