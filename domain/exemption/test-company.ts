import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Ground } from "./schema.ts";

/** A company of a few people, made up to see who decides in it. */
export interface Company {
  /** Who works for whom. */
  readonly people: Readonly<Record<string, string | null>>;
  readonly roles?: Readonly<Record<string, string>>;
  /** Who is away, and whom they named. */
  readonly away?: Readonly<Record<string, string | null>>;
  readonly gone?: readonly string[];
  /** Requests that are pending, or were decided: who asked, and who decides. */
  readonly pending?: Readonly<Record<string, string>>;
  readonly granted?: Readonly<Record<string, string>>;
  readonly givenUp?: Readonly<Record<string, string>>;
  readonly denied?: Readonly<Record<string, string>>;
}

/** Writes it in the caller's transaction, and returns everybody's id by name. */
export async function found(client: pg.ClientBase, company: Company): Promise<Map<string, string>> {
  const ids = new Map(Object.keys(company.people).map((name) => [name, randomUUID()]));
  const id = (name: string | null) => (name === null ? null : (ids.get(name) ?? null));
  await client.query("set local session_replication_role = replica");
  for (const [name, manager] of Object.entries(company.people))
    await client.query(
      `insert into person (id, subject, email, name, title, department, time_zone, manager_id, active)
       values ($1, $2, $2, $2, '', '', 'America/New_York', $3, $4)`,
      [id(name), name, id(manager), !company.gone?.includes(name)],
    );
  for (const [name, role] of Object.entries(company.roles ?? {}))
    await client.query("insert into role_grant (person_id, role) values ($1, $2)", [id(name), role]);
  for (const [name, delegate] of Object.entries(company.away ?? {}))
    await client.query(
      `insert into absence (id, person_id, from_at, until_at, delegate_id)
       values (gen_random_uuid(), $1, sayso_now() - interval '1 day', sayso_now() + interval '1 day', $2)`,
      [id(name), id(delegate)],
    );
  for (const [applicant, judge] of Object.entries(company.pending ?? {}))
    await asked(client, id(applicant), id(judge), "pending");
  for (const [applicant, judge] of Object.entries(company.granted ?? {}))
    await asked(client, id(applicant), id(judge), "granted");
  for (const [applicant, judge] of Object.entries(company.givenUp ?? {}))
    await asked(client, id(applicant), id(judge), "given up");
  for (const [applicant, judge] of Object.entries(company.denied ?? {}))
    await asked(client, id(applicant), id(judge), "denied");
  await client.query("set local session_replication_role = origin");
  return ids;
}

/** A request of this applicant that this judge was asked about, or has decided. */
export async function asked(
  client: pg.ClientBase,
  applicant: string | null,
  judge: string | null,
  how: string,
): Promise<string> {
  const request = randomUUID();
  await client.query(
    `insert into exemption_request (id, employee_id, ground, words, from_at, until_at)
     values ($1, $2, 'other', $3, sayso_now(), sayso_now() + interval '9 days')`,
    [request, applicant, Buffer.alloc(40)],
  );
  await client.query(
    `insert into exemption_assignee (request_id, stage, grp, employee_id, person_id, kind, since, due_at, ended_at, decided)
     values ($1, 'request', 'manager', $2, $3, 'routed', sayso_now(), sayso_now(), $4, $5)`,
    [request, applicant, judge, how === "pending" ? null : new Date(), how !== "pending"],
  );
  // While it was pending, it was left out as well.
  await client.query(
    `insert into exemption (id, employee_id, request_id, kind, from_at, until_at, ended_at)
     values (gen_random_uuid(), $2, $1, $3, sayso_now() - interval '1 day', sayso_now() + interval '9 days', $4)`,
    [
      request,
      applicant,
      how === "granted" || how === "given up" ? "granted" : "meanwhile",
      how === "given up" ? new Date(Date.now() - 1_000) : null,
    ],
  );
  return request;
}

/** "group name kind" of everyone who would be asked. */
export async function route(
  client: pg.ClientBase,
  company: Company,
  ground: Ground,
  applicant = "ann",
): Promise<string[]> {
  const ids = await found(client, company);
  return routed(client, ids, applicant, ground, null);
}

/** The same of an applicant who is there; `appealed` is the request that they appeal. */
export async function routed(
  client: pg.ClientBase,
  ids: Map<string, string>,
  applicant: string,
  ground: Ground,
  appealed: string | null,
): Promise<string[]> {
  const { rows } = await client.query<{ grp: string; name: string; kind: string }>(
    `select j.grp, p.name, j.kind from route_exemption($1, $2, $3) as j join person p on p.id = j.person_id
     order by 1, 2`,
    [ids.get(applicant), ground, appealed],
  );
  return rows.map(({ grp, name, kind }) => `${grp} ${name} ${kind}`);
}
