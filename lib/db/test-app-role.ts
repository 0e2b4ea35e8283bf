import type pg from "pg";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";

export const nobody: Speaker = { kind: "", id: null, subjects: [] };
export const job: Speaker = { kind: "job", id: null, subjects: [] };

/** A test portal that is asked straight in SQL. */
export interface AppRolePortal extends TestPortal {
  readonly speakers: Readonly<Record<"employee" | "colleague" | "legal" | "admin", Speaker>>;
  asOwner<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** One statement of the role the portal runs as, on somebody's behalf. */
  as<Row extends pg.QueryResultRow>(speaker: Speaker, sql: string, values?: unknown[]): Promise<Row[]>;
}

export async function openAppRolePortal(): Promise<AppRolePortal> {
  const portal = await openTestPortal();
  const { employee, colleague, legal, admin } = portal.people;
  const speaker = ({ id }: { id: string }): Speaker => ({ kind: "person", id, subjects: [id] });
  return {
    ...portal,
    speakers: {
      employee: speaker(employee),
      colleague: speaker(colleague),
      legal: speaker(legal),
      admin: speaker(admin),
    },
    asOwner: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await portal.owner.query<Row>(sql, values)).rows,
    as: <Row extends pg.QueryResultRow>(by: Speaker, sql: string, values: unknown[] = []) =>
      portal.asApp(by, async (client) => (await client.query<Row>(sql, values)).rows),
  };
}
