import type { Prisma } from "../../generated/prisma/client.ts";
import { connection } from "./connection.ts";
import { type Identity, identify } from "./identity.ts";

export type Reader = Prisma.TransactionClient;

/**
 * Runs `fn` in one read-only transaction as `who`, of at most `limitMs` milliseconds; `now` is the database's
 * clock at its start. Queries inside must be awaited one after another (one connection serves the transaction).
 */
export function read<T>(
  who: Identity,
  fn: (db: Reader, now: Date) => Promise<T>,
  limitMs = 20_000,
): Promise<T> {
  return connection().prisma.$transaction(async (db) => fn(db, await identify(db, who, true)), {
    timeout: limitMs,
    maxWait: 10_000,
  });
}
