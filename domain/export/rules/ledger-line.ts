import { createHash } from "node:crypto";

/** An act as its subject, or whoever did it, reads it. */
export interface LedgerAct {
  readonly seq: number;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly kind: string;
  readonly subjectId: string | null;
  readonly objectId: string | null;
  readonly details: unknown;
}

/**
 * A line of `ledger.jsonl`: the act, and the hash of its leaf in a Merkle tree (RFC 6962 section 2.1: SHA-256 of a
 * zero byte and the leaf, which is the act's JSON as it stands in the line).
 */
export function ledgerLine(act: LedgerAct): string {
  const leaf = JSON.stringify(act);
  const hash = createHash("sha256").update(Buffer.of(0)).update(leaf).digest("hex");
  return `{"leafHash":"${hash}","act":${leaf}}\n`;
}
