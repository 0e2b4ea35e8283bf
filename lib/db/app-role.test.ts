import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";

let portal: TestPortal;
let employee: Speaker;
let colleague: Speaker;
let legal: Speaker;
let admin: Speaker;
const nobody: Speaker = { kind: "", id: null, subjects: [] };
const job: Speaker = { kind: "job", id: null, subjects: [] };

beforeAll(async () => {
  portal = await openTestPortal();
  const speaker = ({ id }: { id: string }): Speaker => ({ kind: "person", id, subjects: [id] });
  employee = speaker(portal.people.employee);
  colleague = speaker(portal.people.colleague);
  legal = speaker(portal.people.legal);
  admin = speaker(portal.people.admin);
});
afterAll(() => portal.close());

async function owner<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await portal.owner.query<Row>(sql, values)).rows;
}

function as<Row extends pg.QueryResultRow>(
  speaker: Speaker,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return portal.asApp(speaker, async (client) => (await client.query<Row>(sql, values)).rows);
}

describe("the role the portal runs as", () => {
  test("has no powers, belongs to no other role, and owns nothing", async () => {
    const [role] = await owner(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = 'sayso_app'`,
    );
    expect(new Set(Object.values(role ?? { missing: true }))).toEqual(new Set([false]));
    expect(await owner("select from pg_auth_members where member = 'sayso_app'::regrole")).toEqual([]);
    const owned = "select from pg_shdepend where refobjid = 'sayso_app'::regrole and deptype = 'o'";
    expect(await owner(owned)).toEqual([]);
  });

  test("cannot make anything in the schema, nor replace its clock", async () => {
    await expect(as(job, "create table loot ()")).rejects.toMatchObject({ code: "42501" });
    const clock = "create or replace function sayso_now() returns timestamptz language sql as 'select now()'";
    await expect(as(job, clock)).rejects.toMatchObject({ code: "42501" });
    await expect(as(job, "alter table pause disable trigger all")).rejects.toMatchObject({ code: "42501" });
    await expect(as(job, "set session_replication_role = replica")).rejects.toMatchObject({ code: "42501" });
  });

  test("neither it nor anyone but their owner reaches the functions' own role", async () => {
    await expect(as(job, "set role sayso_gate")).rejects.toMatchObject({ code: "42501" });
    expect(
      await owner("select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = 'sayso_gate'"),
    ).toEqual([{ rolcanlogin: false, rolsuper: false, rolbypassrls: false }]);
  });
});

describe("tables", () => {
  test("have row-level security on, and forced on their owner too", async () => {
    const loose = await owner(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname <> '_prisma_migrations' and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(loose).toEqual([]);
  });

  test("have partitions and a history that nobody reaches past their policies", async () => {
    const direct = await owner(
      `select c.relname from pg_class c, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as verb
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S')
         and (c.relispartition or c.relkind = 'S' or c.relname = '_prisma_migrations')
         and (c.relkind = 'S' and verb in ('select', 'update') and has_sequence_privilege('sayso_app', c.oid, verb)
           or c.relkind <> 'S' and has_table_privilege('sayso_app', c.oid, verb))`,
    );
    expect(direct).toEqual([]);
    const partitions = await owner("select from pg_class where relispartition and relkind = 'r'");
    expect(partitions.length).toBeGreaterThan(20);
    await as(job, "select ensure_partitions()");
  });

  test("are emptied, locked out or hung with triggers by nobody, and deleted from in one place only", async () => {
    const rights = await owner(
      `select relname, verb from pg_class,
         unnest(array['delete', 'truncate', 'references', 'trigger']
           || case when current_setting('server_version_num')::int < 170000 then '{}' else '{maintain}'::text[] end) as verb
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and has_table_privilege('sayso_app', oid, verb)`,
    );
    expect(rights).toEqual([{ relname: "role_grant", verb: "delete" }]);
  });
});

describe("functions", () => {
  test("the portal may call are these and no others, and everyone else may call none", async () => {
    const own = `from pg_proc p where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;
    const callable = await owner<{ name: string }>(
      `select proname as name ${own} and has_function_privilege('sayso_app', p.oid, 'execute') order by 1`,
    );
    expect(callable.map((row) => row.name)).toEqual([
      "admit_devices",
      "admit_proof",
      "app_actor",
      "app_has_role",
      "app_kind",
      "app_line",
      "app_manager",
      "app_subjects",
      "ask_to_link",
      "count_agent_off",
      "ensure_partitions",
      "find_refresh",
      "find_session",
      "forget_device_requests",
      "forget_proofs",
      "hold_versions",
      "lay_over",
      "poll_device_request",
      "sayso_now",
      "shut_out",
      "touch_everyone",
      "touch_people",
      "touch_person",
    ]);
    expect(
      await owner(`select proname ${own} and has_function_privilege('public', p.oid, 'execute')`),
    ).toEqual([]);
  });

  test("that look further than their caller look where they were told, as a role that can do little else", async () => {
    const definers = await owner<{ name: string; owner: string; config: string[] }>(
      `select proname as name, pg_get_userbyid(proowner) as owner, proconfig as config from pg_proc
       where prosecdef and pronamespace = 'public'::regnamespace`,
    );
    expect(definers.length).toBeGreaterThan(15);
    expect(definers.filter((each) => each.config?.join() !== "search_path=public, pg_temp")).toEqual([]);
    expect(definers.filter((each) => each.owner !== "sayso_gate").map((each) => each.name)).toEqual([
      "ensure_partitions",
    ]);
  });

  test("cannot be led astray by a temporary table of the same name", async () => {
    const change = portal.asApp(employee, async (client) => {
      await client.query("create temp table act (transaction_id xid8)");
      await client.query("grant select on act to public");
      await client.query("insert into act values (pg_current_xact_id())");
      await client.query("update person set session_epoch = session_epoch + 1");
    });
    await expect(change).rejects.toMatchObject({ code: "23000" });
  });
});

describe("what is answered before anyone is known", () => {
  test("a session is found for nobody, and not from within somebody's transaction", async () => {
    const subject = portal.organisation.people[0]?.subject;
    expect(await as(nobody, "select active from find_session($1)", [subject])).toEqual([{ active: true }]);
    expect(await as(nobody, "select active from find_session($1)", ["stranger"])).toEqual([]);
    for (const speaker of [employee, admin, job]) {
      expect(await as(speaker, "select active from find_session($1)", [subject])).toEqual([]);
    }
  });

  test("proofs are remembered once, and not from within somebody's transaction", async () => {
    const jti = randomUUID();
    const admit = "select admit_proof('thumb', $1) as fresh";
    expect(await as(employee, admit, [jti])).toEqual([{ fresh: false }]);
    expect(await as(nobody, admit, [jti])).toEqual([{ fresh: true }]);
    expect(await as(nobody, admit, [jti])).toEqual([{ fresh: false }]);
  });
});

describe("a person's lock and version", () => {
  const touch = "select touch_person($1)";
  const versions = (speaker: Speaker, id: string | null) =>
    as(speaker, "select person_id from hold_versions(array[$1]::uuid[])", [id]);

  test("are taken by those who decide about the person, and by nobody else", async () => {
    const manager: Speaker = {
      kind: "person",
      id: portal.people.manager.id,
      subjects: [portal.people.manager.id],
    };
    const device: Speaker = { ...employee, kind: "device" };
    for (const speaker of [employee, device, manager, admin, job]) {
      await expect(as(speaker, touch, [employee.id])).resolves.toHaveLength(1);
    }
    const adminsDevice: Speaker = { ...admin, kind: "device" };
    for (const speaker of [nobody, colleague, legal, adminsDevice]) {
      await expect(as(speaker, touch, [employee.id])).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("of many, or of everyone, are taken by the program alone", async () => {
    for (const all of ["select touch_everyone()", "select touch_people(array[$1]::uuid[])"]) {
      const values = all.includes("$1") ? [employee.id] : [];
      await expect(as(job, all, values)).resolves.toHaveLength(1);
      for (const speaker of [nobody, employee, legal, admin, { ...employee, kind: "ingest" as const }]) {
        await expect(as(speaker, all, values)).rejects.toMatchObject({ code: "42501" });
      }
    }
  });

  test("are held only for those an ingest speaks for", async () => {
    const ingest: Speaker = { kind: "ingest", id: null, subjects: employee.subjects };
    expect(await versions(ingest, employee.id)).toEqual([{ person_id: employee.id }]);
    expect(await versions(ingest, colleague.id)).toEqual([]);
    expect(await versions(admin, employee.id)).toEqual([]);
    expect(await versions(nobody, employee.id)).toEqual([]);
  });
});

describe("about themselves", () => {
  const act = "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'person.sessions-ended')";
  const change = (sql: string) =>
    portal.asApp(employee, async (client) => {
      await client.query(act, [employee.id]);
      return client.query(sql);
    });

  test.each([
    "active = false",
    "manager_id = null",
    "email = 'someone.else@larkspur.example'",
    "name = 'Someone Else'",
    "time_zone = 'Europe/Berlin'",
    "subject = 'legal'",
  ])("people cannot say %s", async (assignment) => {
    await expect(change(`update person set ${assignment}`)).rejects.toMatchObject({ code: "42501" });
  });

  test("people end their sessions, and nobody revives them", async () => {
    expect(await change("update person set session_epoch = session_epoch + 1")).toMatchObject({
      rowCount: 1,
    });
    const revive = "update person set session_epoch = session_epoch - 1";
    await expect(change(revive)).rejects.toMatchObject({ code: "23001" });
    await expect(as(job, revive)).rejects.toMatchObject({ code: "23001" });
  });

  test("people see their own row, their manager's and their reports', and no others", async () => {
    const names = async (speaker: Speaker) =>
      (await as<{ id: string }>(speaker, "select id from person")).map((row) => row.id).sort();
    const { manager } = portal.people;
    expect(await names(employee)).toEqual([employee.id, manager.id].sort());
    const reports = await owner<{ id: string }>("select id from person where manager_id = $1 or id = $1", [
      manager.id,
    ]);
    const [boss] = await owner<{ manager_id: string }>("select manager_id from person where id = $1", [
      manager.id,
    ]);
    const visible = [...reports.map((row) => row.id), boss?.manager_id].sort();
    expect(await names({ kind: "person", id: manager.id, subjects: [manager.id] })).toEqual(visible);
    expect(await names({ kind: "device", id: manager.id, subjects: [manager.id] })).toEqual([manager.id]);
  });
});

describe("somebody else's device", () => {
  const device = randomUUID();
  const insertDevice = `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
    values ($1, $2, 'Laptop', 'linux', 'S1', '{}', $3, '2020-01-01')`;
  const linked = "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'device.linked')";

  beforeAll(() =>
    portal.asApp(employee, async (client) => {
      await client.query(linked, [employee.id]);
      await client.query(insertDevice, [device, employee.id, randomUUID()]);
    }),
  );

  test("cannot be unlinked, spoken for or given tokens under one's own name", async () => {
    const revoke = `insert into device_revocation (device_id, employee_id, revoked_by, reason) values ($1, $2, $2, '')`;
    const token = `insert into device_token values ($1, $2, 'a', now(), 'b', now())`;
    const contact = `insert into device_contact values ($1, $2, now(), '1', 'collected')`;
    const ingest: Speaker = { kind: "ingest", id: null, subjects: colleague.subjects };
    await expect(as(colleague, revoke, [device, colleague.id])).rejects.toMatchObject({ code: "23503" });
    await expect(as(ingest, token, [device, colleague.id])).rejects.toMatchObject({ code: "23503" });
    await expect(as(ingest, contact, [device, colleague.id])).rejects.toMatchObject({ code: "23503" });
  });

  test("a link counts from the moment it was made, whatever time is given", async () => {
    const [row] = await owner(
      "select enrolled_at > now() - interval '1 minute' as recent from device where id = $1",
      [device],
    );
    expect(row).toEqual({ recent: true });
  });

  test("codes of computers that wait cannot be listed, only named by people", async () => {
    await as(nobody, "select ask_to_link('hash', 'BCDFGHJK', '{}', 'thumb', 'Laptop', 'linux', 'S1', 900)");
    const list = "select user_code from device_authorization";
    expect(await as(employee, list)).toEqual([]);
    expect(await as(admin, list)).toEqual([]);
    const name = (speaker: Speaker) =>
      portal.asApp(speaker, async (client) => {
        await client.query("select set_config('app.user_code', 'BCDFGHJK', true)");
        return (await client.query(list)).rows;
      });
    expect(await name(employee)).toEqual([{ user_code: "BCDFGHJK" }]);
    expect(await name(job)).toEqual([]);
    expect(await name({ ...employee, kind: "device" })).toEqual([]);
  });
});
