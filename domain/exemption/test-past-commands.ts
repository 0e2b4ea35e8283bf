import type pg from "pg";
import type { PersonActor } from "../actor/schema.ts";
import { withdrawRequest } from "./commands/end.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import { type RequestPortal, speakerOf } from "./test-requests.ts";

/** Columns and what is to be in them, as SQL. */
export type Columns = Readonly<Record<string, string>>;
/** As long as sealed words are, in SQL. */
export const WORDS = "decode(repeat('00', 40), 'hex')";

/** Writes of the app role past every command, with an act, and committed. */
export interface PastCommands {
  write(who: PersonActor, sql: string, values?: readonly unknown[]): Promise<void>;
  insert(who: PersonActor, table: string, columns: Columns): Promise<void>;
  /** A request of the employee's, with these columns beside those that it needs. Their draft goes. */
  send(columns?: Columns): Promise<string>;
  /** The first row, as the database's owner sees it. */
  one(sql: string, ...values: readonly unknown[]): Promise<pg.QueryResultRow | undefined>;
  /** Takes back all that is pending. */
  putAway(): Promise<void>;
}

export function pastCommands(portal: RequestPortal): PastCommands {
  const { employee } = portal.people;
  const write = async (who: PersonActor, sql: string, values: readonly unknown[] = []) => {
    await portal.asApp(speakerOf(who), async (client) => {
      await client.query(
        "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'exemption.decided')",
        [who.id],
      );
      await client.query(sql, [...values]);
    });
  };
  const insert = (who: PersonActor, table: string, columns: Columns) =>
    write(
      who,
      `insert into ${table} (${Object.keys(columns).join(", ")}) values (${Object.values(columns).join(", ")})`,
    );
  return {
    write,
    insert,
    send: async (columns = {}) => {
      const { id } = await saveExemptionDraft(employee, EMPTY_DRAFT);
      await insert(employee, "exemption_request", {
        id: `'${id}'`,
        employee_id: `'${employee.id}'`,
        ground: "'other'",
        words: WORDS,
        from_at: "sayso_now()",
        until_at: "sayso_now() + interval '30 days'",
        ...columns,
      });
      await write(employee, "delete from exemption_draft");
      return id;
    },
    one: async (sql, ...values) => (await portal.owner.query(sql, [...values])).rows[0],
    putAway: async () => {
      const { rows } = await portal.owner.query<{ id: string; stage: "request" | "appeal" }>(
        "select id, open_stage(id) as stage from exemption_request where employee_id = $1 and open_stage(id) is not null",
        [employee.id],
      );
      for (const { id, stage } of rows) await withdrawRequest(employee, id, stage);
    },
  };
}
