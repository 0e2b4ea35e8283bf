import type { PersonActor } from "../actor/schema.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import type { Stage } from "./schema.ts";
import { clockwork, type RequestPortal } from "./test-requests.ts";

/** What tests change in the directory while a request waits, and who is asked then. */
export interface Directory {
  /** A change as an import makes it, with its act. */
  change(sql: string, ...values: unknown[]): Promise<unknown>;
  leave(...people: PersonActor[]): Promise<unknown>;
  takeRole(who: PersonActor, role: string): Promise<unknown>;
  giveRole(who: PersonActor, role: string): Promise<unknown>;
  /** Ids of all who hold a role. */
  holders(role: string): Promise<string[]>;
  /** "Title kind" of everyone who is asked. */
  asked(requestId: string, stage?: Stage): Promise<string[]>;
  turnsOf(requestId: string): Promise<{ kind: string }[]>;
}

export function directoryOf(portal: RequestPortal): Directory {
  const change = (sql: string, ...values: unknown[]) =>
    portal.owner.query(
      `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported')) ${sql}`,
      values,
    );
  return {
    change,
    leave: (...people) =>
      change(
        "update person set active = false where id = any ($1)",
        people.map(({ id }) => id),
      ),
    takeRole: (who, role) =>
      change("delete from role_grant where person_id = $1 and role = $2", who.id, role),
    giveRole: (who, role) => change("insert into role_grant (person_id, role) values ($1, $2)", who.id, role),
    holders: async (role) => {
      const { rows } = await portal.owner.query<{ id: string }>(
        "select person_id as id from role_grant where role = $1",
        [role],
      );
      return rows.map(({ id }) => id);
    },
    asked: async (requestId, stage = "request") => {
      const { rows } = await portal.owner.query<{ said: string }>(
        `select p.title || ' ' || a.kind as said from exemption_assignee a join person p on p.id = a.person_id
         where request_id = $1 and stage = $2 and a.ended_at is null order by 1`,
        [requestId, stage],
      );
      return rows.map(({ said }) => said);
    },
    turnsOf: async (requestId) =>
      (await portal.owner.query("select kind from exemption_turn where request_id = $1", [requestId])).rows,
  };
}

/** Lets the clock run twice at once, and once more. */
export async function runClockAgain(): Promise<void> {
  await Promise.all([runExemptionClock(clockwork), runExemptionClock(clockwork)]);
  await runExemptionClock(clockwork);
}
