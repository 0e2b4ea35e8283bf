import { type Reader, read } from "../../../lib/db/reader.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor, PersonActor } from "../../actor/schema.ts";
import { namesOf } from "./names-of.ts";

/** Who did something, and when. */
export interface Deed {
  readonly by: string | null;
  readonly at: Date;
}

/** Counsel's written override of a blocked row. */
export interface LawOverride {
  readonly id: string;
  readonly code: string;
  readonly grounds: string;
  readonly proposed: Deed;
  readonly isOwn: boolean;
  /** When it ends by itself. */
  readonly until: Date;
  readonly approved: Deed | null;
  readonly ended: (Deed & { readonly reason: string }) | null;
  /** `waiting` for approval; `lapsed`: its end came before anyone approved it. */
  readonly state: "waiting" | "in-force" | "ended" | "over" | "lapsed";
}

/** Every override there was, newest first. Refuses (forbidden) whoever is not of legal. */
export async function listOverrides(actor: Actor): Promise<LawOverride[]> {
  expectLegal(actor);
  return read(actor, (db, now) => overridesOf(db, actor, now, {}));
}

/** The overrides that are asked for, newest first. */
export async function overridesOf(
  db: Reader,
  actor: PersonActor,
  now: Date,
  where: { code?: string },
): Promise<LawOverride[]> {
  const found = await db.override.findMany({
    where,
    include: { approval: true, end: true },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  const names = await namesOf(
    db,
    found.flatMap(({ proposedBy, approval, end }) => [proposedBy, approval?.approvedBy, end?.endedBy]),
  );
  const deed = (by: string, at: Date): Deed => ({ by: names.get(by) ?? null, at });
  return found.map(({ id, code, grounds, untilAt, at, proposedBy, approval, end }) => ({
    id,
    code,
    grounds,
    proposed: deed(proposedBy, at),
    isOwn: proposedBy === actor.id,
    until: untilAt,
    approved: approval && deed(approval.approvedBy, approval.at),
    ended: end && { ...deed(end.endedBy, end.at), reason: end.reason },
    state: end ? "ended" : untilAt > now ? (approval ? "in-force" : "waiting") : approval ? "over" : "lapsed",
  }));
}
