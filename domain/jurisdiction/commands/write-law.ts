import { isDeepStrictEqual } from "node:util";
import { Refusal } from "../../../lib/refusal.ts";
import type { Actor, PersonActor } from "../../actor/schema.ts";
import type { Transaction } from "../../audit/commands.ts";
import type { LawBody } from "../schema.ts";

/** A version of a row as it is stored. */
export interface StoredVersion {
  readonly code: string;
  readonly version: number;
  readonly body: unknown;
  readonly changedBy: string | null;
  readonly fromAt: Date;
}

/** Where a change comes from, and why it is made. */
export interface Grounds {
  readonly source: string;
  readonly reason: string;
}

/** One change of law at a time: whoever else makes one waits, and then sees this one. Taken before everyone's lock. */
export async function lockLaw(tx: Transaction): Promise<void> {
  await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtext('jurisdiction'))`;
}

/** The version of a row that is in force; null for a place without a row. */
export function versionInForce(tx: Transaction, code: string): Promise<StoredVersion | null> {
  return tx.db.jurisdiction.findFirst({ where: { code, untilAt: null } });
}

/** A row that is to read differently. */
export interface NextVersion {
  readonly body: LawBody;
  readonly current: StoredVersion | null;
}

/** Makes versions the ones in force, from `at`, which is everyone's lock; the ones before them end in that moment. */
export async function putInForce(
  tx: Transaction,
  actor: Actor,
  next: readonly NextVersion[],
  { source, reason, at, proposalId = null }: Grounds & { at: Date; proposalId?: string | null },
): Promise<void> {
  // One statement for all: each goes over everyone's lock once more, and a version has to end within ten seconds.
  const ending = next.flatMap(({ current }) =>
    current ? [{ code: current.code, version: current.version }] : [],
  );
  if (ending.length > 0)
    await tx.db.jurisdiction.updateMany({ where: { OR: ending }, data: { untilAt: at } });
  await tx.db.jurisdiction.createMany({
    data: next.map(({ body, current }) => ({
      code: body.code,
      version: (current?.version ?? 0) + 1,
      body,
      source,
      reason,
      changedBy: actor.kind === "person" ? actor.id : null,
      proposalId,
      fromAt: at,
    })),
  });
}

/** Lays a loosening before a second person of legal. Null when this very change waits already. */
export async function propose(
  tx: Transaction,
  actor: Actor,
  { body, current }: NextVersion,
  { source, reason }: Grounds,
): Promise<string | null> {
  const baseVersion = current?.version ?? 0;
  const open = await tx.db.lawProposal.findMany({
    where: { code: body.code, baseVersion, decision: null },
    select: { body: true },
  });
  if (open.some((each) => isDeepStrictEqual(each.body, body))) return null;
  const proposedBy = actor.kind === "person" ? actor.id : null;
  const { id } = await tx.db.lawProposal.create({
    data: { code: body.code, baseVersion, body, source, reason, proposedBy },
    select: { id: true },
  });
  return id;
}

/** Refuses (conflict) with who changed the row meanwhile, and when. */
export async function changedMeanwhile(
  tx: Transaction,
  actor: PersonActor,
  current: StoredVersion | null,
  code: string,
): Promise<Refusal> {
  const who = await nameOf(tx, current?.changedBy ?? null);
  const when = current ? ` on ${spoken(current.fromAt, actor.timeZone)}` : "";
  return new Refusal(
    "conflict",
    "changed-meanwhile",
    `${who} changed ${code}${when}, after this page was opened. Nothing of yours was saved: reload the page and look at the row as it is now.`,
  );
}

/** Somebody's name, for a sentence; an import has none. */
export async function nameOf(tx: Transaction, id: string | null): Promise<string> {
  const person = id && (await tx.db.person.findUnique({ where: { id }, select: { name: true } }));
  return person ? person.name : "An import";
}

/** An instant in words, where the reader lives. */
export function spoken(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeStyle: "short", timeZone })
    .format(at)
    .replace(/\u202f/g, " ");
}
