import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { jobActor } from "../domain/actor/queries.ts";
import { deliverNotices } from "../domain/delivery/commands/deliver-notices.ts";
import { type DeliveryPortal, openDeliveryPortal } from "../domain/delivery/test-delivery.ts";
import { withdrawRequest } from "../domain/exemption/commands/end.ts";
import { SENT_TOGETHER } from "../lib/mail.ts";
import { prepareJobs } from "./jobs-setup.ts";
import { beginJob, startWorker, type TestWorker } from "./test-worker.ts";

// Processes that work the jobs of exemptions are killed outright, at moments that are known; the next one goes on.

/** Held by the owner of the database, for whom work waits that came to the gate. */
const GATE = 4_711;
const WAIT = { timeout: 60_000, interval: 100 };

let portal: DeliveryPortal;
let keeper: pg.PoolClient;
let worker: TestWorker | null = null;

beforeAll(async () => {
  portal = await openDeliveryPortal();
  await prepareJobs(portal.ownerUrl);
  // Notices have letters of their own, which are not counted here.
  await deliverNotices(jobActor("deliver-notices"));
  keeper = await portal.owner.connect();
  await portal.owner.query(`
    create sequence test_passed;
    create table test_gate (open_for integer not null);
    insert into test_gate values (0);
    grant select on test_gate to public;
    grant usage on sequence test_passed to public;
    create function test_gate() returns trigger language plpgsql as $$ begin
      if nextval('public.test_passed') > (select open_for from public.test_gate) then
        perform pg_advisory_xact_lock_shared(${GATE});
      end if;
      return new;
    end $$`);
});
afterEach(async () => {
  await kill();
  await openGate();
});
afterAll(async () => {
  keeper.release();
  await portal.close();
});

async function start(): Promise<void> {
  worker = await startWorker();
}
async function kill(): Promise<void> {
  await worker?.kill();
  worker = null;
}

/** So many rows pass; what comes after them waits, in its transaction. */
async function closeGate(openFor: number): Promise<void> {
  await portal.owner.query("update test_gate set open_for = $1", [openFor]);
  await portal.owner.query("alter sequence test_passed restart");
  await keeper.query("select pg_advisory_lock($1)", [GATE]);
}
async function openGate(): Promise<void> {
  await portal.owner.query("update test_gate set open_for = 1000000");
  await keeper.query("select pg_advisory_unlock_all()");
  // Whoever waited there passes, and if it was killed meanwhile is gone with what it had not committed.
  const held = `select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database
    where datname = current_database() and locktype = 'advisory' and objid = $1`;
  await expect.poll(() => one(held, GATE), WAIT).toBe(0);
}
const one = async (sql: string, ...values: unknown[]) => (await portal.owner.query(sql, values)).rows[0].n;
/** Once the sessions of whoever was killed are gone, nothing holds a row of theirs. */
async function lettersAreFree(): Promise<void> {
  const held = "select count(*)::int as n from letter where sent_at is null";
  const free =
    "with free as (select from letter where sent_at is null for update skip locked) select count(*)::int as n from free";
  await expect.poll(async () => (await one(held)) - (await one(free)), WAIT).toBe(0);
}

/** Letters that are nobody's in particular, as only the owner of the database can write them. */
async function write(count: number): Promise<string[]> {
  const id = await portal.apply(portal.people.employee, "bandwidth");
  // Nothing that the clock would have to do with.
  await withdrawRequest(portal.people.employee, id, "request");
  await portal.owner.query("delete from letter where request_id = $1", [id]);
  const { rows } = await portal.owner.query(
    `insert into letter (id, person_id, is_applicant, kind, request_id, object_id)
     select gen_random_uuid(), p.id, false, 'comment', $1, gen_random_uuid()
     from generate_series(1, $2::int), (select id from person where active order by subject limit 1) as p returning id`,
    [id, count],
  );
  return rows.map((row) => row.id);
}

/** How often each of these came in. */
async function cameIn(ids: readonly string[]): Promise<Map<string, number>> {
  const times = new Map(ids.map((id) => [id, 0]));
  for (const { headers } of await portal.mailbox.received()) {
    const id = /^<([0-9a-f-]{36})@localhost>$/.exec(String(headers.get("message-id")))?.[1] ?? "";
    const known = times.get(id);
    if (known !== undefined) times.set(id, known + 1);
  }
  return times;
}
const sent = async (ids: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await portal.owner.query("select id from letter where id = any ($1) and sent_at is not null", [ids])
    ).rows.map(({ id }) => id),
  );

describe("a process that is killed", () => {
  test("between the server's yes and its own commit, and with a letter half handed over, has lost none and repeats only what it had not written down", async () => {
    const ids = await write(60);
    await portal.owner.query(
      "create trigger test_gate before update on letter for each row execute function test_gate()",
    );
    /** Lets so many be sent, and kills it when as many as go together have their yes and are not written down. */
    const killBetween = async (written: number): Promise<string[]> => {
      const [before, earlier] = [await sent(ids), await cameIn(ids)];
      await closeGate(written);
      await start();
      const between = async () => {
        const [came, done] = [await cameIn(ids), await sent(ids)];
        const isAllWritten = done.size === before.size + written;
        return isAllWritten
          ? ids.filter((id) => came.get(id) !== (earlier.get(id) ?? 0) && !done.has(id))
          : [];
      };
      await expect.poll(async () => (await between()).length, WAIT).toBe(SENT_TOGETHER);
      const repeated = await between();
      await kill();
      await openGate();
      await lettersAreFree();
      expect(await sent(ids)).toHaveProperty("size", before.size + written);
      return repeated;
    };
    const first = await killBetween(20);
    portal.setMood("hangs");
    await start();
    await expect.poll(() => portal.visits(), WAIT).toBeGreaterThan(0);
    await kill();
    portal.setMood("well");
    await lettersAreFree();
    // One that the server did not answer for long is put off by a minute.
    await portal.setAhead("2 minutes");
    const second = await killBetween(20);

    await start();
    await expect.poll(async () => (await sent(ids)).size, WAIT).toBe(ids.length);
    const expected = (id: string) => 1 + Number(first.includes(id)) + Number(second.includes(id));
    expect([...(await cameIn(ids))]).toEqual(ids.map((id) => [id, expected(id)]));
    await portal.owner.query("drop trigger test_gate on letter");
  }, 600_000);

  test("amid the turns of the clock, at each step, has done what it committed and the next one does the rest, each once", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(await portal.apply(portal.people.employee, "power"));
    await portal.owner.query(
      "create trigger test_gate before insert on exemption_turn for each row execute function test_gate()",
    );
    const turned = (kind: string) =>
      one(
        "select count(*)::int as n from exemption_turn where request_id = any ($1) and kind = $2",
        ids,
        kind,
      );
    for (const kind of ["reminded", "escalated", "overdue"]) {
      const { rows } = await portal.owner.query(
        "select max(next_at) + interval '1 second' as due from exemption_step where request_id = any ($1)",
        [ids],
      );
      await portal.putTo(rows[0].due);
      await closeGate(2);
      await start();
      await beginJob(portal.owner, "exemption-clock");
      await expect.poll(() => one("select last_value::int as n from test_passed"), WAIT).toBe(3);
      await portal.someoneWaits();
      await kill();
      await openGate();
      expect(await turned(kind), "two had passed").toBe(2);
      await start();
      await beginJob(portal.owner, "exemption-clock");
      await expect.poll(() => turned(kind), WAIT).toBe(5);
      await kill();
    }
    await portal.owner.query("drop trigger test_gate on exemption_turn");
    expect(await one("select count(*)::int as n from exemption_turn where request_id = any ($1)", ids)).toBe(
      15,
    );
    const { rows } = await portal.owner.query(
      `select kind, count(*)::int as n from letter where request_id = any ($1) group by kind order by kind`,
      [ids],
    );
    // Each to whoever applied and to whoever is asked; the second is asked when the first has not decided in time.
    expect(rows).toEqual([
      { kind: "asked", n: 5 },
      { kind: "escalated", n: 10 },
      { kind: "overdue", n: 15 },
      { kind: "reminded", n: 5 },
      { kind: "sent", n: 5 },
    ]);
    expect(
      await one("select count(*)::int as n from exemption_silence where request_id = any ($1)", ids),
    ).toBe(5);
  }, 600_000);
});
