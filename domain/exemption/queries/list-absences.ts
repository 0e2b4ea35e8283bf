import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { AbsenceRow, Colleague, StandIn } from "../schema/absence.ts";

export interface Absences {
  /** Now, in milliseconds. */
  readonly at: number;
  /** The actor's own, the latest first; at most 50. */
  readonly own: readonly AbsenceRow[];
  /** Of others, for whom the actor decides now or will. */
  readonly standingIn: readonly StandIn[];
}
const MOST = 50;

/** When the actor is away, and for whom they stand in. */
export function listAbsences(actor: PersonActor): Promise<Absences> {
  return read(actor, async (db, now) => {
    const people = await db.$queryRaw<(Colleague & { timeZone: string | null })[]>`
      select id, name, title, department, time_zone as "timeZone" from people_of_absences()`;
    const personOf = (id: string | null) => people.find((each) => each.id === id) ?? null;
    const at = now.getTime();
    const own = await db.absence.findMany({
      where: { personId: actor.id },
      orderBy: { fromAt: "desc" },
      take: MOST,
    });
    const others = await db.absence.findMany({
      where: {
        delegateId: actor.id,
        untilAt: { gt: now },
        OR: [{ endedAt: null }, { endedAt: { gt: now } }],
      },
      orderBy: { fromAt: "asc" },
      take: MOST,
    });
    // What was taken back before it began never was.
    const held = own.filter(({ fromAt, endedAt }) => endedAt === null || endedAt > fromAt);
    return {
      at,
      own: held.map(({ id, fromAt, untilAt, endedAt, delegateId }) => {
        const from = fromAt.getTime();
        const until = Math.min(untilAt.getTime(), endedAt?.getTime() ?? Number.POSITIVE_INFINITY);
        const state = endedAt || until <= at ? "over" : from <= at ? "now" : "coming";
        return { id, from, until, delegate: personOf(delegateId), state };
      }),
      standingIn: others.map(({ id, personId, fromAt, untilAt }) => ({
        id,
        who: personOf(personId)?.name ?? "Someone",
        timeZone: personOf(personId)?.timeZone ?? actor.timeZone,
        from: fromAt.getTime(),
        until: untilAt.getTime(),
      })),
    };
  });
}
