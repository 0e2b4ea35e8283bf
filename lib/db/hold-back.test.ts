import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobActor } from "../../domain/actor/queries.ts";
import { setUpProgram } from "../../domain/directory/commands/set-up-program.ts";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { openTestPortal, type Speaker, speak, type TestPortal } from "../../prisma/factories/test-portal.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let portal: TestPortal;
let clock: TestClock;
let ingest: Speaker;
beforeAll(async () => {
  portal = await openTestPortal();
  clock = await movableClock(portal.owner);
  const { id } = portal.people.employee;
  ingest = { kind: "ingest", id: null, subjects: [id] };
});
afterAll(() => portal.close());

/** Stores a record of the employee's as their agent's delivery does, and returns the device that names it. */
async function stored(columns = "", values = ""): Promise<string> {
  const device = randomUUID();
  await portal.asApp(ingest, (client) =>
    client.query(
      `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, moves, clicks, drags, scrolls,
         keys, shortcuts, steps${columns})
       values ($1, sayso_now() - interval '50 seconds', $2, sayso_now(), $2, 1, 0, 0, 0, 0, 0, 'sealed'${values})`,
      [portal.people.employee.id, device],
    ),
  );
  return device;
}

const SEEN = "select from segment where device_id = $1";

async function isSeenBy(speaker: Speaker, device: string): Promise<boolean> {
  return portal.asApp(speaker, async (client) => (await client.query(SEEN, [device])).rowCount === 1);
}

/** Whether the one role that may read what is others' finds the record, whoever is asking. */
async function isReleased(device: string): Promise<boolean> {
  const client = await portal.owner.connect();
  try {
    await client.query("begin");
    await client.query("set local role sayso_reading");
    await speak(client, { kind: "person", id: portal.people.engineer.id, subjects: [] });
    return (await client.query(SEEN, [device])).rowCount === 1;
  } finally {
    await client.query("rollback");
    client.release();
  }
}

function everyoneElse(): [string, Speaker][] {
  const { employee, ...others } = portal.people;
  return [
    ...Object.entries(others).map(([part, { id }]): [string, Speaker] => [
      part,
      { kind: "person", id, subjects: [id] },
    ]),
    ["a colleague's device", { kind: "device", id: others.colleague.id, subjects: [others.colleague.id] }],
    ["an ingest of others", { kind: "ingest", id: null, subjects: [others.colleague.id] }],
    ["a job", { kind: "job", id: null, subjects: [] }],
    ["nobody", { kind: "", id: null, subjects: [] }],
    ["the employee, in nobody's name", { kind: "person", id: employee.id, subjects: [] }],
  ];
}

async function expectSubjectAlone(device: string): Promise<void> {
  const { id } = portal.people.employee;
  expect(await isSeenBy({ kind: "person", id, subjects: [id] }, device)).toBe(true);
  for (const [who, speaker] of everyoneElse()) expect(await isSeenBy(speaker, device), who).toBe(false);
}

describe("a record's hold-back", () => {
  test("ends a day after it was stored: a minute before that its subject alone sees it, as ever; then it is released", async () => {
    const device = await stored();
    await expectSubjectAlone(device);
    await clock.putOn(24 * HOUR - MINUTE);
    expect(await isReleased(device)).toBe(false);
    await expectSubjectAlone(device);
    await clock.putOn(2 * MINUTE);
    expect(await isReleased(device)).toBe(true);
    // The portal's own role sees no more than before: what is released is read in one way, and that is not it.
    await expectSubjectAlone(device);
  });

  test("is as long as the program says when the record is stored, and does not become shorter afterwards", async () => {
    const hours = (holdBackHours: number) =>
      setUpProgram(jobActor("test"), { name: "A program", holdBackHours });
    await hours(48);
    const long = await stored();
    await hours(1);
    const short = await stored();
    await clock.putOn(HOUR - MINUTE);
    expect([await isReleased(long), await isReleased(short)]).toEqual([false, false]);
    await clock.putOn(2 * MINUTE);
    expect([await isReleased(long), await isReleased(short)]).toEqual([false, true]);
    await clock.putOn(47 * HOUR);
    expect(await isReleased(long)).toBe(true);
    await hours(24);
  });

  test("is never under an hour, whoever sets it", async () => {
    for (const hours of [0, -1, 721])
      await expect(
        portal.owner.query("update program set hold_back_hours = $1", [hours]),
      ).rejects.toMatchObject({ code: "23514" });
  });

  test("is the database's to say: the portal can neither bring an end of its own nor change one", async () => {
    await expect(stored(", held_until", ", sayso_now()")).rejects.toMatchObject({ code: "42501" });
    const device = await stored();
    const change = (client: pg.ClientBase) =>
      client.query("update segment set held_until = sayso_now() where device_id = $1", [device]);
    for (const speaker of [ingest, ...everyoneElse().map(([, each]) => each)])
      await expect(portal.asApp(speaker, change)).rejects.toMatchObject({ code: "42501" });
  });

  test("cannot be gone around by becoming the role that reads", async () => {
    const become = (client: pg.ClientBase) => client.query("set role sayso_reading");
    await expect(portal.asApp(ingest, become)).rejects.toMatchObject({ code: "42501" });
    const { rows } = await portal.owner.query(
      "select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = 'sayso_reading'",
    );
    expect(rows).toEqual([{ rolcanlogin: false, rolsuper: false, rolbypassrls: false }]);
  });
});
