import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";

/** What the words of a scope mean: where its days begin, and what its applications and computers are called. */
export interface ScopePlace {
  readonly timeZone: string;
  readonly applications: Readonly<Record<string, string>>;
  /** Ids of those that the program lists now. */
  readonly listed: readonly string[];
  readonly devices: Readonly<Record<string, string>>;
}

/** Of one request, for whoever may read it; computers only where it names some. Refuses (not_found) everyone else. */
export function getScopePlace(actor: PersonActor, requestId: string): Promise<ScopePlace> {
  return read(actor, async (db) => {
    const [zone] = await db.$queryRaw<{ zone: string | null }[]>`
      select zone_of_request(${requestId}::uuid) as zone`;
    if (!zone?.zone) throw new Refusal("not_found", "no-such-request", "There is no such request.");
    const devices = await db.$queryRaw<{ id: string; name: string }[]>`
      select id, name from devices_of_request(${requestId}::uuid)`;
    const applications = await db.approvedApplication.findMany({
      select: { id: true, name: true, retiredAt: true },
      orderBy: { name: "asc" },
    });
    const named = (list: readonly { id: string; name: string }[]) =>
      Object.fromEntries(list.map(({ id, name }) => [id, name]));
    return {
      timeZone: zone.zone,
      applications: named(applications),
      listed: applications.filter(({ retiredAt }) => retiredAt === null).map(({ id }) => id),
      devices: named(devices),
    };
  });
}
