import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { jobActor } from "../domain/actor/queries.ts";
import { deliverNotices } from "../domain/delivery/commands/deliver-notices.ts";
import { type DeliveryPortal, openDeliveryPortal } from "../domain/delivery/test-delivery.ts";
import { startJobs } from "./jobs.ts";
import { prepareJobs } from "./jobs-setup.ts";

/** The queue is looked into every two seconds, on a machine that may be busy. */
const WAIT = { timeout: 60_000 };

let portal: DeliveryPortal;
let stop: (() => Promise<void>) | null = null;

beforeAll(async () => {
  portal = await openDeliveryPortal();
  await prepareJobs(portal.ownerUrl);
  // Notices have letters of their own, which end as they do: none is under way in these tests.
  await deliverNotices(jobActor("deliver-notices"));
});
afterAll(() => portal.close());
beforeEach(async () => {
  stop = await startJobs();
});
afterEach(async () => {
  await stop?.();
  portal.setMood("well");
  await portal.setAhead("0");
  vi.restoreAllMocks();
});

const apply = () => portal.apply(portal.people.employee, "bandwidth");

const unsent = async (id: string) =>
  (
    await portal.owner.query(
      "select count(*)::int as n from letter where request_id = $1 and sent_at is null",
      [id],
    )
  ).rows[0].n;
const turns = async (id: string) =>
  (
    await portal.owner.query("select kind from exemption_turn where request_id = $1 order by at", [id])
  ).rows.map(({ kind }) => kind);

/** Letters about one request by their kind, and how often each came in. The jobs send notices meanwhile too. */
async function cameIn(id: string): Promise<[kind: string, times: number][]> {
  const { rows } = await portal.owner.query(
    "select id, kind from letter where request_id = $1 order by kind",
    [id],
  );
  const received = (await portal.mailbox.received()).map(({ headers }) => String(headers.get("message-id")));
  return rows.map((letter) => [letter.kind, received.filter((each) => each.includes(letter.id)).length]);
}

/** A row of the queue as the minute's cron would write it. Leads to its id. */
const begin = async (name: string): Promise<string> =>
  (
    await portal.owner.query(
      "insert into jobs.job (name, data, policy) values ($1, '{}', 'standard') returning id",
      [name],
    )
  ).rows[0].id;

/** When the next turn of this request is due, and no more than that. */
async function nextTurn(id: string): Promise<Date> {
  const { rows } = await portal.owner.query(
    "select next_at + interval '1 second' as due from exemption_step where request_id = $1",
    [id],
  );
  return rows[0].due;
}

/** Others may stay as they are for long: what a process took in its last moment is nobody's until it expires. */
const stateOf = async (job: string) =>
  (await portal.owner.query("select state from jobs.job where id = $1", [job])).rows[0]?.state;

async function end(): Promise<void> {
  await stop?.();
  stop = null;
}

describe("the jobs of exemptions", () => {
  test("send what a command wrote without waiting for the minute", async () => {
    const id = await apply();
    await expect.poll(() => unsent(id), WAIT).toBe(0);
    expect(await cameIn(id)).toEqual([
      ["asked", 1],
      ["sent", 1],
    ]);
  });

  test("run the clock, and send what it wrote, ended and begun anew at each step", async () => {
    const id = await apply();
    await expect.poll(() => unsent(id), WAIT).toBe(0);
    const steps = ["reminded", "escalated", "overdue"];
    for (const place of steps.keys()) {
      await stop?.();
      await portal.putTo(await nextTurn(id));
      // Nobody does it while no process runs.
      expect(await turns(id)).toEqual(steps.slice(0, place));
      stop = await startJobs();
      await begin("exemption-clock");
      await expect.poll(() => turns(id), WAIT).toEqual(steps.slice(0, place + 1));
      await expect.poll(() => unsent(id), WAIT).toBe(0);
      // Once more, with nothing due: nothing is done twice.
      await stop?.();
      stop = await startJobs();
      const again = await begin("exemption-clock");
      await expect.poll(() => stateOf(again), WAIT).toBe("completed");
      expect(await turns(id)).toEqual(steps.slice(0, place + 1));
    }
    // Of being overdue three hear: whoever applied, and the two who are asked.
    expect(await cameIn(id)).toEqual(
      ["asked", "escalated", "escalated", "overdue", "overdue", "overdue", "reminded", "sent"].map((kind) => [
        kind,
        1,
      ]),
    );
  }, 300_000);

  // That a letter is given up within a second is shown where time can be put on (demo-mail/mail.test.ts).
  test("end early, with a letter that the mail server does not answer, and the next process sends each once", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    portal.setMood("hangs");
    const id = await apply();
    await expect.poll(() => portal.visits(), WAIT).toBeGreaterThan(0);
    const before = await unsent(id);
    expect(before).toBeGreaterThan(0);
    await end();
    expect(await unsent(id)).toBe(before);
    const said = warned.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(said).toContainEqual({
      level: "warning",
      part: "request-letters",
      sent: 0,
      refused: 0,
      givenUp: 0,
      stopped: "stopping",
    });
    portal.setMood("well");
    // Had it hung for long, they would be put off by a minute.
    await portal.setAhead("2 minutes");
    stop = await startJobs();
    await expect.poll(() => unsent(id), WAIT).toBe(0);
    expect(await cameIn(id)).toEqual([
      ["asked", 1],
      ["sent", 1],
    ]);
  });

  test("end early, with many steps due, and the next process does the rest, each once", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 15; i++) ids.push(await apply());
    await portal.setAhead("8 days");
    // A turn waits, as on a slow machine.
    await portal.owner.query(`create function test_slow() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.4); return new; end $$`);
    await portal.owner.query(
      "create trigger test_slow before insert on exemption_turn for each row execute function test_slow()",
    );
    await begin("exemption-clock");
    const turned = async () =>
      (
        await portal.owner.query(
          "select count(*)::int as n from exemption_turn where request_id = any ($1) and kind = 'reminded'",
          [ids],
        )
      ).rows[0].n;
    await expect.poll(turned, WAIT).toBeGreaterThan(0);
    await end();
    const done = await turned();
    expect(done).toBeLessThan(15);
    await portal.owner.query("drop trigger test_slow on exemption_turn; drop function test_slow()");
    stop = await startJobs();
    await begin("exemption-clock");
    await expect.poll(turned, WAIT).toBe(15);
  });
});
