import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Speaker } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import { applyRetention } from "./commands/apply-retention.ts";
import { makePartitions } from "./commands/keep-up.ts";
import { getRetentionTerms } from "./queries/retention-terms.ts";
import { DAY, MINUTE, openRetentionPortal, type RetentionPortal } from "./test-retention.ts";

let portal: RetentionPortal;
const job: Speaker = { kind: "job", id: null, subjects: [] };
beforeAll(async () => {
  portal = await openRetentionPortal();
});
beforeEach(async () => {
  await portal.owner.query("delete from segment; delete from activity_day");
});
afterAll(() => portal.close());

async function count(table: string): Promise<number> {
  return (await portal.owner.query(`select count(*)::int as n from ${table}`)).rows[0].n;
}

/** Takes the totals of a day away from everybody else until it is let go: who comes to them waits in their transaction. */
async function holdDays(employeeId: string): Promise<{ letGo(): Promise<void> }> {
  const client = await portal.owner.connect();
  await client.query("begin");
  await client.query("select from activity_day where employee_id = $1 for update", [employeeId]);
  return {
    letGo: async () => {
      await client.query("rollback");
      client.release();
    },
  };
}

describe("the job", () => {
  test("that is cut off amid a transaction has done nothing of it; the next one does all, and tells it once", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2 });
    const { employee, colleague } = portal.people;
    const devices = [await portal.stored(employee.id), await portal.stored(colleague.id)];
    await portal.clock.putOn(2 * DAY);
    const before = await portal.told();
    const held = await holdDays(employee.id);
    const run = portal.run();
    const cutOff = expect(run).rejects.toThrow();
    await portal.someoneWaits();
    await portal.owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    await cutOff;
    await held.letGo();
    for (const device of devices) expect(await portal.left(device)).not.toBeNull();
    expect(await portal.miscounted()).toEqual([]);
    expect(await portal.told()).toEqual(before);
    await portal.run();
    for (const device of devices) expect(await portal.left(device)).toBeNull();
    const line = { pointer: 2, keyboard: 2, screen: 0, application: 2, rest: 0 };
    expect(await portal.told()).toEqual([...before, line]);
  });

  test("that ended between two transactions has told nothing yet; the next one tells of both in one line", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2 });
    const { employee, colleague } = portal.people;
    await portal.stored(employee.id);
    await portal.stored(colleague.id);
    await portal.clock.putOn(2 * DAY);
    const before = await portal.told();
    const first = `select keep_segments(from_at, until_at, '00000000-0000-0000-0000-000000000000', 1) as last
      from record_partitions() where parent = 'segment'`;
    await portal.asApp(job, (client) => client.query(first));
    expect(await count("segment")).toBe(1);
    expect(await portal.told()).toEqual(before);
    await portal.run();
    expect(await count("segment")).toBe(0);
    expect((await portal.told()).slice(before.length)).toEqual([
      { pointer: 2, keyboard: 2, screen: 0, application: 2, rest: 0 },
    ]);
  });

  test("stops between two transactions when the portal ends", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2 });
    const device = await portal.stored(portal.people.employee.id);
    await portal.clock.putOn(2 * DAY);
    await applyRetention(jobActor("apply-retention"), AbortSignal.abort());
    expect(await portal.left(device)).not.toBeNull();
  });

  test("can run twice at the same time, and nothing is taken off twice", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2 });
    const { id } = portal.people.employee;
    const device = await portal.stored(id);
    // The day goes on with another record, so that its totals stay.
    await portal.owner.query(
      `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, application, moves, clicks, drags, scrolls,
         keys, shortcuts, steps, day)
       select employee_id, started_at + interval '30 seconds', device_id, ended_at + interval '10 seconds', batch_id, application,
         3, 0, 0, 0, 0, 0, 'sealed', day from segment where device_id = $1`,
      [device],
    );
    await portal.owner.query(
      "update activity_day set segments = 2, moves = 4, tenths = tenths + 100, bytes = bytes + 6 where device_id = $1",
      [device],
    );
    expect(await portal.miscounted()).toEqual([]);
    const before = await portal.told();
    await portal.clock.putOn(2 * DAY - 45_000);
    const held = await holdDays(id);
    const runs = [portal.run(), portal.run()];
    // One has taken the record and waits for the day, the other one waits for the record.
    await portal.someoneWaits(2);
    await held.letGo();
    await Promise.allSettled(runs);
    await portal.run();
    expect(await portal.miscounted()).toEqual([]);
    const sum = (await portal.told())
      .slice(before.length)
      .reduce((all, each) => all + (each.pointer ?? 0), 0);
    expect(sum).toBe(1);
  });

  test("keeps no delivery waiting, nor does one keep it", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2 });
    const { id } = portal.people.employee;
    await portal.stored(id);
    await portal.clock.putOn(2 * DAY);
    await makePartitions(jobActor("test"));
    const held = await holdDays(id);
    const run = portal.run();
    await portal.someoneWaits();
    // Its transaction is open, and has taken what it is to delete. A delivery of that very person goes through.
    const delivery = async (client: pg.PoolClient) => {
      await client.query("set local lock_timeout = '5s'");
      await client.query("select from hold_versions($1)", [[id]]);
      await client.query(
        `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, moves, clicks, drags, scrolls, keys,
           shortcuts, steps, day) values ($1, sayso_now() - interval '1 minute', $1, sayso_now(), $1, 0, 0, 0, 0, 0, 0,
           'sealed', (sayso_now() at time zone 'UTC')::date)`,
        [id],
      );
      await client.query(
        `insert into activity_day select $1, (sayso_now() at time zone 'UTC')::date, $1, '', 1, 600, 0, 0, 0, 0, 0, 0, 6`,
        [id],
      );
    };
    await portal.asApp({ kind: "ingest", id: null, subjects: [id] }, delivery);
    expect(await portal.left(id)).not.toBeNull();
    await held.letGo();
    await run;
    expect(await count("segment")).toBe(1);
    expect(await portal.miscounted()).toEqual([]);
  });
});

test("labels, batches and the totals of days are kept as long as the longest category, then go", async () => {
  // Its hour and its day do not end together.
  await portal.clock.toTuesdayNoon("UTC");
  await portal.keeps({ pointer: 1, keyboard: 2, application: 3, screen: 5 });
  const { id } = portal.people.employee;
  const tables = ["coverage_hour", "batch", "discard_day", "usage_day"];
  await portal.owner.query("truncate coverage_hour, batch, discard_day, usage_day");
  // At half past noon: the batch, its hour and its day end one after another, whenever the test runs.
  await portal.putTo((Math.ceil((await portal.clock.now()) / DAY) + 0.5) * DAY + 30 * MINUTE);
  await makePartitions(jobActor("test"));
  await portal.owner.query(
    "insert into coverage_hour select $1, date_trunc('hour', sayso_now()), $1, decode(repeat('00', 60), 'hex')",
    [id],
  );
  await portal.owner.query("insert into batch select $1, uuid_floor(sayso_now()), $1, sayso_now(), 1, 0", [
    id,
  ]);
  await portal.owner.query(
    "insert into discard_day select $1, (sayso_now() at time zone 'UTC')::date, $1, 'paused', 1, 1, 1",
    [id],
  );
  await portal.owner.query(
    "insert into usage_day select $1, (sayso_now() at time zone 'UTC')::date, $1, 1, 1, 1, 1, 1, 1, 0",
    [id],
  );
  const now = await portal.clock.now();
  const there = async () => {
    await portal.run();
    const counts: Record<string, number> = {};
    for (const table of tables) counts[table] = await count(table);
    return counts;
  };
  const hourEnd = Math.ceil(now / 3_600_000) * 3_600_000;
  const dayEnd = Math.ceil(now / DAY) * DAY;
  // A batch first, then the label's hour, then the day that it was.
  const ends: [string[], number][] = [
    [["batch"], now],
    [["coverage_hour"], hourEnd],
    [["discard_day", "usage_day"], dayEnd],
  ];
  const left: Record<string, number> = { coverage_hour: 1, batch: 1, discard_day: 1, usage_day: 1 };
  for (const [which, end] of ends) {
    await portal.putTo(end + 5 * DAY - 2_000);
    expect(await there()).toEqual(left);
    await portal.putTo(end + 5 * DAY + 2_000);
    for (const table of which) left[table] = 0;
    expect(await there()).toEqual(left);
  }
});

describe("a partition", () => {
  const partitions = async () =>
    (
      await portal.owner.query(
        "select name from record_partitions() where until_at <= sayso_now() order by 1",
      )
    ).rows.map(({ name }) => name);

  test("goes once nothing is left in it and nothing can come any more, and does not come back", async () => {
    await portal.keeps({ pointer: 40, keyboard: 40, application: 40, screen: 40 });
    const device = await portal.stored(portal.people.employee.id);
    const { rows } = await portal.owner.query("select tableoid::regclass::text as name from segment");
    await portal.clock.putOn(39 * DAY);
    await portal.run();
    expect(await partitions()).toContain(rows[0].name);
    await portal.clock.putOn(10 * DAY);
    await portal.run();
    expect(await portal.left(device)).toBeNull();
    const left = await partitions();
    expect(left).not.toContain(rows[0].name);
    await makePartitions(jobActor("test"));
    expect((await partitions()).filter((name) => !left.includes(name))).toEqual(
      expect.not.arrayContaining([rows[0].name]),
    );
    const { rows: old } = await portal.owner.query(
      "select name from record_partitions() where until_at < sayso_now() - interval '50 days'",
    );
    expect(old).toEqual([]);
  });

  test("of each of two hundred weeks goes in one run, with all that was in it", async () => {
    await portal.keeps({ pointer: 2, keyboard: 2, application: 2, screen: 2 });
    await portal.owner.query(`do $$ declare w timestamptz; t text; begin
      for n in 10 .. 209 loop
        w := (date_trunc('week', sayso_now() at time zone 'UTC') - make_interval(weeks => n)) at time zone 'UTC';
        foreach t in array array['segment', 'coverage_hour'] loop
          execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
            t || to_char(w at time zone 'UTC', '"_"YYYYMMDD'), t, w, w + interval '7 days');
        end loop;
      end loop; end $$`);
    await portal.owner.query(
      `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, moves, clicks, drags, scrolls, keys,
         shortcuts, steps, day)
       select $1, at, $1, at + interval '9 seconds', $1, 1, 0, 0, 0, 0, 0, 'sealed', (at at time zone 'UTC')::date
       from generate_series(10, 209) as w (n), lateral (select sayso_now() - make_interval(weeks => n) as at) x`,
      [portal.people.employee.id],
    );
    const before = (await portal.told()).length;
    await portal.run();
    expect(await count("segment")).toBe(0);
    expect((await portal.told()).slice(before)).toMatchObject([{ pointer: 200, keyboard: 0 }]);
    const old = "select from record_partitions() where until_at < sayso_now() - interval '9 weeks'";
    expect((await portal.owner.query(old)).rows).toEqual([]);
  });

  test("in which somebody reads stays for a day more, rather than that everybody waits", async () => {
    await portal.keeps({ pointer: 1, keyboard: 1, application: 1, screen: 1 });
    await makePartitions(jobActor("test"));
    // Five weeks ahead there are partitions, and for three more something could come; on whatever day this runs.
    await portal.clock.putOn(70 * DAY);
    const before = await partitions();
    expect(before.length).toBeGreaterThan(0);
    const reader = await portal.owner.connect();
    await reader.query(
      "begin; select count(*) from segment; select count(*) from batch; select count(*) from coverage_hour; select count(*) from capture",
    );
    await portal.run();
    expect(await partitions()).toEqual(before);
    await reader.query("rollback");
    reader.release();
    await portal.run();
    expect(await partitions()).toEqual([]);
  });

  test("of which something is left, or that holds the present, is dropped by nobody who asks for it", async () => {
    await portal.keeps({});
    await portal.stored(portal.people.employee.id);
    const { rows } = await portal.owner.query("select tableoid::regclass::text as name from segment");
    const drop = async (name: string) =>
      portal.asApp(
        job,
        async (client) =>
          (await client.query("select drop_spent_partition($1) as done", [name])).rows[0].done,
      );
    expect(await drop(rows[0].name)).toBe(false);
    await portal.clock.putOn(100 * DAY);
    for (const name of [rows[0].name, "person", "act", "segment", "segment_20260101; drop table act", ""])
      expect(await drop(name), name).toBe(false);
    expect(await count("segment")).toBe(1);
  });
});

test("nobody but the job may take anything out, and nobody reads for how long others' records are kept", async () => {
  await portal.keeps({ pointer: 1, keyboard: 1, application: 1 });
  const { employee, ...others } = portal.people;
  const device = await portal.stored(employee.id);
  await portal.clock.putOn(3 * DAY);
  const speakers: Speaker[] = [
    { kind: "", id: null, subjects: [] },
    ...["person", "device"].flatMap((kind) =>
      Object.values(portal.people).map(
        ({ id }): Speaker => ({ kind: kind === "person" ? "person" : "device", id, subjects: [id] }),
      ),
    ),
    { kind: "ingest", id: null, subjects: [employee.id] },
  ];
  const calls = [
    "select keep_segments('-infinity', 'infinity', '00000000-0000-0000-0000-000000000000', 10)",
    "select keep_captures('-infinity', 'infinity', '00000000-0000-0000-0000-000000000000', 10)",
    "select keep_rest('usage_day', null, null, '00000000-0000-0000-0000-000000000000', 10)",
    "select tally_retention(1, 1, 1, 1, 1)",
    "select drop_spent_partition('segment_20260101')",
    "delete from segment",
    "update segment set steps = ''",
    "delete from activity_day",
    "update capture set taken_at = now()",
    "set role sayso_keeper",
  ];
  for (const speaker of speakers)
    for (const call of calls)
      await expect(
        portal.asApp(speaker, (client) => client.query(call)),
        call,
      ).rejects.toMatchObject({ code: "42501" });
  // Not even the job, but in its own way.
  for (const call of calls.slice(5))
    await expect(
      portal.asApp(job, (client) => client.query(call)),
      call,
    ).rejects.toMatchObject({ code: "42501" });
  expect(await portal.left(device)).not.toBeNull();
  const terms = "select * from retention_terms($1, '-infinity', 'infinity')";
  for (const { id } of Object.values(others)) {
    const ask = portal.asApp({ kind: "person", id, subjects: [id] }, (client) =>
      client.query(terms, [[employee.id]]),
    );
    await expect(ask).rejects.toMatchObject({ code: "42501" });
  }
  expect(await getRetentionTerms(employee, { from: 0, to: 1 })).toHaveLength(1);
});

test("the role that deletes reaches no record of the last day, whatever it is told", async () => {
  const device = await portal.stored(portal.people.employee.id);
  const client = await portal.owner.connect();
  await client.query("begin; set local role sayso_keeper");
  expect((await client.query("delete from segment")).rowCount).toBe(0);
  expect((await client.query("update segment set application = null")).rowCount).toBe(0);
  expect((await client.query("delete from capture")).rowCount).toBe(0);
  await client.query("rollback");
  client.release();
  expect(await portal.left(device)).not.toBeNull();
});

test("a line of the ledger is owed for what was deleted: nobody takes the count away without one", async () => {
  await portal.owner.query(
    "begin; set local session_replication_role = replica; insert into retention_tally (rest) values (1); commit",
  );
  const away = portal.asApp(job, (client) => client.query("delete from retention_tally"));
  await expect(away).rejects.toMatchObject({ code: "23000" });
  await portal.run();
  expect((await portal.told()).at(-1)).toEqual({
    pointer: 0,
    keyboard: 0,
    screen: 0,
    application: 0,
    rest: 1,
  });
});
