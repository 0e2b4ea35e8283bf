import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrangeEverything, type Everything } from "../../prisma/factories/one-of-everything.ts";
import type { Row } from "../../prisma/factories/row.ts";
import { openTestPortal, type Speaker, speak, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { ANYONE_KNOWN, AUTHORISATION, VERBS, type Verb, type Who } from "./authorisation-table.ts";

/** The columns in which legal puts their own name. */
const SIGNED: Readonly<Record<string, string>> = {
  law_proposal: "proposed_by",
  law_decision: "decided_by",
  law_confirmation: "confirmed_by",
  override: "proposed_by",
  override_approval: "approved_by",
  override_end: "ended_by",
  notice_draft: "begun_by",
  notice_revision: "edited_by",
  notice_draft_end: "ended_by",
  posting: "recorded_by",
  posting_end: "ended_by",
  posting_inspection: "inspected_by",
  posting_file: "added_by",
  evidence_pack: "asked_by",
};

/** What the row that somebody tries to add has to say to be valid, where the arranged one would not be. */
function changes(table: string, everything: Everything, speaker: Speaker): Row {
  if (table === "consent_answer") return { at: new Date().toISOString() };
  if (table === "resumption") return { pause_id: everything.runningPause };
  if (table === "device_revocation") return { revoked_by: speaker.id };
  if (table === "act") return { actor_kind: "person", actor_id: speakers.self.id };
  if (table === "export") return { id: everything.newExport };
  if (table === "notice_service") return { channel: speaker.kind === "job" ? "mail" : "portal" };
  const now = new Date().toISOString();
  if (table === "jurisdiction") return { ...everything.newLaw, from_at: now, changed_by: speaker.id };
  if (table === "notice") {
    const notice = { ...everything.newNotice, effective_at: now, published_by: speaker.id };
    // A set-up publishes without a draft, a person never.
    return speaker.kind === "job" ? { ...notice, draft_id: null, draft_revision: null } : notice;
  }
  if (table.startsWith("exemption_") || table === "absence") return ofExemption(table, everything, speaker);
  if (table === "notice_return")
    return { draft_id: everything.newNotice.draft_id, number: 1, returned_by: speaker.id };
  if (table === "contest_answer") return { answered_by: answerer(speaker) };
  const signed = SIGNED[table];
  return signed ? { [signed]: speaker.id } : {};
}

/** Nobody answers about themselves, by a constraint already: so whoever the rows are about tries it in another's name. */
function answerer({ id }: Speaker): string | null {
  return id === speakers.self.id ? speakers.steward.id : id;
}

function ofExemption(table: string, { requests, rows }: Everything, { id }: Speaker): Row {
  const fresh = { id: randomUUID(), at: new Date().toISOString() };
  if (table === "exemption_request") return { ...fresh, id: rows.exemption_draft?.id };
  if (table === "exemption_file") return fresh;
  if (table === "exemption_decision") return { grp: "manager", decided_by: id };
  if (table === "exemption_outcome") return { request_id: requests.pending, kind: "withdrawn" };
  if (table === "exemption_appeal") return { request_id: requests.denied };
  if (table === "exemption_message") return { ...fresh, author_id: id };
  const isOwner = id === rows.exemption_end?.employee_id;
  if (table === "exemption_end" && isOwner) return { kind: "withdrawn", ended_by: id, words: null };
  return table === "exemption_end" ? { ended_by: id } : {};
}

/** Not enough rights, or a guard that comes before the rights are looked at. Anything else is a broken test. */
const REFUSED = ["42501", "23001"];

let portal: TestPortal;
let client: pg.Client;
let everything: Everything;
let speakers: Record<Who, Speaker>;
let granted: Map<string, string[]>;

beforeAll(async () => {
  portal = await openTestPortal();
  client = new pg.Client({ connectionString: portal.ownerUrl });
  await client.connect();
  await client.query("begin");
  everything = await arrangeEverything(client, portal.people.employee.id, {
    manager: portal.people.manager.id,
    legal: portal.people.legal.id,
    arbiter: portal.people.arbiter.id,
    colleague: portal.people.colleague.id,
    steward: portal.people.steward.id,
  });
  speakers = everyone(portal);
  granted = await grantedColumns();
});
afterAll(async () => {
  await client.query("rollback");
  await client.end();
  await portal.close();
});

function everyone({ people }: TestPortal): Record<Who, Speaker> {
  const person = ({ id }: { id: string }): Speaker => ({ kind: "person", id, subjects: [id] });
  const device = ({ id }: { id: string }): Speaker => ({ kind: "device", id, subjects: [id] });
  const exporting = ({ id }: { id: string }): Speaker => ({ kind: "export", id, subjects: [id] });
  const ingest = (...subjects: string[]): Speaker => ({ kind: "ingest", id: null, subjects });
  const { employee, colleague, manager, legal, hr, arbiter, engineer, steward, admin } = people;
  return {
    nobody: { kind: "", id: null, subjects: [] },
    self: person(employee),
    colleague: person(colleague),
    manager: person(manager),
    legal: person(legal),
    hr: person(hr),
    arbiter: person(arbiter),
    engineer: person(engineer),
    steward: person(steward),
    admin: person(admin),
    "own device": device(employee),
    "colleague's device": device(colleague),
    "manager's device": device(manager),
    "legal's device": device(legal),
    "admin's device": device(admin),
    job: { kind: "job", id: null, subjects: [] },
    "own export": exporting(employee),
    "legal's export": exporting(legal),
    "admin's export": exporting(admin),
    "ingest of nobody": ingest(),
    "ingest of colleague": ingest(colleague.id),
    "ingest of self": ingest(employee.id),
  };
}

/** By "table verb": the columns for which the portal's role has the right to do it. */
async function grantedColumns(): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ key: string; columns: string[] }>(
    `select c.relname || ' ' || verb as key, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     cross join unnest($1::text[]) as verb
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and case verb when 'delete' then has_table_privilege('sayso_app', c.oid, verb)
         else has_column_privilege('sayso_app', c.oid, a.attnum, verb) end
     group by 1`,
    [[...VERBS]],
  );
  return new Map(rows.map((row) => [row.key, row.columns]));
}

async function become(speaker: Speaker): Promise<void> {
  await client.query("set local role sayso_app");
  await client.query("select set_config('app.user_code', $1, true)", [everything.userCode]);
  await speak(client, speaker);
}

const TRY: Record<Verb, (table: string, speaker: Speaker) => Promise<boolean>> = {
  select: async (table, speaker) => {
    await become(speaker);
    return isThere(table);
  },
  insert: async (table, speaker) => {
    await client.query("set local session_replication_role = replica");
    await client.query(`delete from ${table} t where to_jsonb(t) = $1`, [
      JSON.stringify(everything.rows[table]),
    ]);
    if (table === "person") await client.query("delete from person_state");
    if (table === "pause") await client.query("delete from pause");
    await client.query("set local session_replication_role = origin");
    await become(speaker);
    const row = { ...everything.rows[table], ...changes(table, everything, speaker) };
    const columns = granted.get(`${table} insert`)?.join(", ");
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)`,
      [JSON.stringify(row)],
    );
    return true;
  },
  // No condition: one would bring in the policies for reading, and hide what those for writing let through.
  update: async (table, speaker) => {
    const columns = granted.get(`${table} update`) ?? [];
    const column = columns.includes("name") ? "name" : columns[0];
    return isTouchedBy(table, speaker, () =>
      client.query(
        `update ${table} set ${column} = (select r.${column} from jsonb_populate_record(null::${table}, $1) r)`,
        [JSON.stringify(everything.rows[table])],
      ),
    );
  },
  delete: async (table, speaker) => {
    await become(speaker);
    return ((await client.query(`delete from ${table}`)).rowCount ?? 0) > 0;
  },
};

async function isThere(table: string, at?: { place: string }): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from ${table} t where to_jsonb(t) = $1 ${at ? "and t.ctid::text = $2" : ""}) as found`,
    [JSON.stringify(everything.rows[table]), ...(at ? [at.place] : [])],
  );
  return rows[0]?.found ?? false;
}

/** A row that was written to lies elsewhere than before, or nowhere. */
async function isTouchedBy(table: string, speaker: Speaker, write: () => Promise<unknown>): Promise<boolean> {
  const before = await client.query<{ place: string }>(
    `select t.ctid::text as place from ${table} t where to_jsonb(t) = $1`,
    [JSON.stringify(everything.rows[table])],
  );
  await become(speaker);
  await write();
  await client.query("reset role");
  return !(await isThere(table, { place: before.rows[0]?.place ?? "" }));
}

async function isAllowed(table: string, verb: Verb, speaker: Speaker): Promise<boolean> {
  if (!granted.has(`${table} ${verb}`)) return false;
  await client.query("savepoint attempt");
  try {
    return await TRY[verb](table, speaker);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !REFUSED.includes(error.code ?? "")) throw error;
    return false;
  } finally {
    await client.query("rollback to savepoint attempt");
  }
}

/** What differs from the table above; the first difference when that is enough. */
async function differences(table: string, enough = Number.POSITIVE_INFINITY): Promise<string[]> {
  const found: string[] = [];
  for (const verb of VERBS) {
    for (const who of [...ANYONE_KNOWN, "nobody"] as const) {
      const wanted = AUTHORISATION[table]?.[verb]?.includes(who) ?? false;
      const allowed = await isAllowed(table, verb, speakers[who]);
      if (allowed !== wanted) found.push(`${who} ${allowed ? "may" : "may not"} ${verb} ${table}`);
      if (found.length >= enough) return found;
    }
  }
  return found;
}

test("every table of the database is in the authorisation table", async () => {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') and not relispartition
       and relname <> '_prisma_migrations'`,
  );
  expect(rows.map((row) => row.name).sort()).toEqual(Object.keys(AUTHORISATION).sort());
  expect(Object.keys(everything.rows).sort()).toEqual(Object.keys(AUTHORISATION).sort());
});

test.each(Object.keys(AUTHORISATION))("%s: whoever is listed may, and nobody else", async (table) => {
  expect(await differences(table)).toEqual([]);
});

describe("the check above notices", () => {
  const mutate = async (sql: string, table: string): Promise<string[]> => {
    await client.query(`savepoint mutation; ${sql}`);
    const found = await differences(table, 1);
    await client.query("rollback to savepoint mutation");
    return found;
  };

  test("when any one policy is dropped, or opened to all", { timeout: 600_000 }, async () => {
    const { rows } = await client.query<{ name: string; table: string; cmd: string }>(
      "select policyname as name, tablename as table, cmd from pg_policies where 'sayso_app' = any (roles)",
    );
    expect(rows.length).toBeGreaterThan(50);
    for (const { name, table, cmd } of rows) {
      const open =
        { SELECT: "using (true)", DELETE: "using (true)", INSERT: "with check (true)" }[cmd] ??
        "using (true) with check (true)";
      expect(
        await mutate(`drop policy ${name} on ${table}`, table),
        `without ${name} on ${table}`,
      ).not.toEqual([]);
      expect(
        await mutate(`alter policy ${name} on ${table} ${open}`, table),
        `open ${name} on ${table}`,
      ).not.toEqual([]);
    }
  });

  test.each(Object.keys(AUTHORISATION).filter((table) => table !== "proof"))(
    "when row-level security is switched off on %s",
    async (table) => {
      expect(await mutate(`alter table ${table} disable row level security`, table)).not.toEqual([]);
    },
  );
});
