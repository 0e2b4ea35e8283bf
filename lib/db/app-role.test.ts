import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppRolePortal, job, openAppRolePortal } from "./test-app-role.ts";

let portal: AppRolePortal;

beforeAll(async () => {
  portal = await openAppRolePortal();
});
afterAll(() => portal.close());

describe("the role the portal runs as", () => {
  test("has no powers, belongs to no other role, and owns nothing", async () => {
    const [role] = await portal.asOwner(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = 'sayso_app'`,
    );
    expect(new Set(Object.values(role ?? { missing: true }))).toEqual(new Set([false]));
    expect(await portal.asOwner("select from pg_auth_members where member = 'sayso_app'::regrole")).toEqual(
      [],
    );
    const owned = "select from pg_shdepend where refobjid = 'sayso_app'::regrole and deptype = 'o'";
    expect(await portal.asOwner(owned)).toEqual([]);
  });

  test("cannot make anything in the schema, nor replace its clock", async () => {
    await expect(portal.as(job, "create table loot ()")).rejects.toMatchObject({ code: "42501" });
    const clock = "create or replace function sayso_now() returns timestamptz language sql as 'select now()'";
    await expect(portal.as(job, clock)).rejects.toMatchObject({ code: "42501" });
    await expect(portal.as(job, "alter table pause disable trigger all")).rejects.toMatchObject({
      code: "42501",
    });
    await expect(portal.as(job, "set session_replication_role = replica")).rejects.toMatchObject({
      code: "42501",
    });
  });

  test("neither it nor anyone but their owner reaches the functions' own role", async () => {
    for (const role of ["sayso_gate", "sayso_eraser"])
      await expect(portal.as(job, `set role ${role}`)).rejects.toMatchObject({ code: "42501" });
    expect(
      await portal.asOwner(
        "select rolname, rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname in ('sayso_gate', 'sayso_eraser') order by 1",
      ),
    ).toEqual(
      ["sayso_eraser", "sayso_gate"].map((rolname) => ({
        rolname,
        rolcanlogin: false,
        rolsuper: false,
        rolbypassrls: false,
      })),
    );
  });
});

describe("tables", () => {
  test("have row-level security on, and forced on their owner too", async () => {
    const loose = await portal.asOwner(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname <> '_prisma_migrations' and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(loose).toEqual([]);
  });

  test("have partitions and a history that nobody reaches past their policies", async () => {
    const direct = await portal.asOwner(
      `select c.relname from pg_class c, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as verb
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S')
         and (c.relispartition or c.relkind = 'S' or c.relname = '_prisma_migrations')
         and (c.relkind = 'S' and verb in ('select', 'update') and has_sequence_privilege('sayso_app', c.oid, verb)
           or c.relkind <> 'S' and has_table_privilege('sayso_app', c.oid, verb))`,
    );
    expect(direct).toEqual([]);
    const partitions = await portal.asOwner("select from pg_class where relispartition and relkind = 'r'");
    expect(partitions.length).toBeGreaterThan(20);
    await portal.as(job, "select ensure_partitions()");
  });

  test("are emptied, locked out or hung with triggers by nobody, and deleted from where they are listed only", async () => {
    const rights = await portal.asOwner(
      `select relname, verb from pg_class,
         unnest(array['delete', 'truncate', 'references', 'trigger']
           || case when current_setting('server_version_num')::int < 170000 then '{}' else '{maintain}'::text[] end) as verb
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and has_table_privilege('sayso_app', oid, verb) order by 1`,
    );
    expect(rights).toEqual([
      { relname: "capture", verb: "delete" },
      { relname: "capture_removal", verb: "delete" },
      { relname: "evidence_pack_part", verb: "delete" },
      { relname: "exemption_draft", verb: "delete" },
      { relname: "exemption_file", verb: "delete" },
      { relname: "retention_tally", verb: "delete" },
      { relname: "role_grant", verb: "delete" },
    ]);
  });
});

describe("functions", () => {
  test("the portal may call are these and no others, and everyone else may call none", async () => {
    const own = `from pg_proc p where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;
    const callable = await portal.asOwner<{ name: string }>(
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
      "applicants_of",
      "ask_to_link",
      "begin_erasure",
      "carries_wording",
      "contests_to_answer",
      "count_agent_off",
      "deciders_there",
      "devices_of_request",
      "drop_spent_partition",
      "due_steps",
      "ensure_partitions",
      "erase_activity",
      "erase_captures",
      "erase_contests",
      "erase_exports",
      "erase_letters",
      "erase_pauses",
      "erase_words",
      "exemption_figures",
      "find_colleagues",
      "find_export",
      "find_refresh",
      "find_session",
      "first_collected_at",
      "forget_capture_arrivals",
      "forget_device_requests",
      "forget_proofs",
      "forget_records",
      "forsaken_steps",
      "hold_back_end",
      "hold_versions",
      "hold_words",
      "hours_of",
      "how_it_ended",
      "is_contest_shown",
      "is_hours",
      "is_under_appeal",
      "keep_captures",
      "keep_rest",
      "keep_segments",
      "key_for_contest",
      "key_for_request",
      "law_duties",
      "law_loosens",
      "law_wording",
      "lay_over",
      "lifted_blocks",
      "list_meet",
      "may_answer_contest",
      "may_see_request",
      "ms",
      "people_of_absences",
      "people_of_request",
      "plain_wording",
      "poll_device_request",
      "posted_notices",
      "preview_appeal",
      "preview_route",
      "record_partitions",
      "records_within",
      "renewal_of",
      "replace_judges",
      "retention_terms",
      "sayso_now",
      "scope_meet",
      "scope_within",
      "shortest_retention",
      "shut_out",
      "speak_for_export",
      "tally_retention",
      "touch_everyone",
      "touch_people",
      "touch_person",
      "turn_step",
      "warn_of_expiry",
      "week_of",
      "words_erased",
      "working_days_after",
      "zone_of_request",
    ]);
    expect(
      await portal.asOwner(`select proname ${own} and has_function_privilege('public', p.oid, 'execute')`),
    ).toEqual([]);
  });

  test("that look further than their caller look where they were told, as a role that can do little else", async () => {
    const definers = await portal.asOwner<{ name: string; owner: string; config: string[] }>(
      `select proname as name, pg_get_userbyid(proowner) as owner, proconfig as config from pg_proc
       where prosecdef and pronamespace = 'public'::regnamespace`,
    );
    expect(definers.length).toBeGreaterThan(15);
    expect(definers.filter((each) => each.config?.join() !== "search_path=public, pg_temp")).toEqual([]);
    const owned = (owner: string) => definers.filter((each) => each.owner === owner).map(({ name }) => name);
    const nologin = [...owned("sayso_gate"), ...owned("sayso_keeper"), ...owned("sayso_eraser")];
    expect(owned("sayso_keeper").sort()).toEqual([
      "carry_out_answer",
      "delete_upheld_picture",
      "keep_captures",
      "keep_rest",
      "keep_segments",
      "tally_retention",
    ]);
    expect(owned("sayso_eraser").sort()).toEqual([
      "begin_erasure",
      "erase_activity",
      "erase_contests",
      "erase_exports",
      "erase_letters",
      "erase_pauses",
      "erase_words",
      "expect_owner",
      "forget_records",
    ]);
    const others = definers.map(({ name }) => name).filter((name) => !nologin.includes(name));
    expect(others.sort()).toEqual(["drop_spent_partition", "ensure_partitions"]);
  });

  test("cannot be led astray by a temporary table of the same name", async () => {
    const change = portal.asApp(portal.speakers.employee, async (client) => {
      await client.query("create temp table act (transaction_id xid8)");
      await client.query("grant select on act to public");
      await client.query("insert into act values (pg_current_xact_id())");
      await client.query("update person set session_epoch = session_epoch + 1");
    });
    await expect(change).rejects.toMatchObject({ code: "23000" });
  });
});
