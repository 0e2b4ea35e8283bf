import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newObjectName } from "../../lib/object-store/store.ts";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { openTestPortal, type Speaker, speak, type TestPortal } from "../../prisma/factories/test-portal.ts";

const MINUTE = 60_000;

let portal: TestPortal;
let clock: TestClock;
let ingest: Speaker;
beforeAll(async () => {
  portal = await openTestPortal();
  clock = await movableClock(portal.owner);
  ingest = { kind: "ingest", id: null, subjects: [portal.people.employee.id] };
});
afterAll(() => portal.close());

/** Stores a picture's row as its delivery does, and returns its id. */
async function stored(columns = "", values = ""): Promise<string> {
  const [id, object] = [randomUUID(), newObjectName()];
  await portal.asApp(ingest, async (client) => {
    await client.query("insert into capture_removal (object) values ($1)", [object]);
    await client.query(
      `insert into capture (employee_id, taken_at, capture_id, device_id, day, object, bytes, width, height${columns})
       values ($1, sayso_now(), $2, $2, sayso_now(), $3, 1, 1, 1${values})`,
      [portal.people.employee.id, id, object],
    );
  });
  return id;
}

const SEEN = "select from capture where capture_id = $1";

/** Whether the one role that may read what is others' finds it, whoever is asking. */
async function isReleased(id: string): Promise<boolean> {
  const client = await portal.owner.connect();
  try {
    await client.query("begin");
    await client.query("set local role sayso_reading");
    await speak(client, { kind: "person", id: portal.people.engineer.id, subjects: [] });
    return (await client.query(SEEN, [id])).rowCount === 1;
  } finally {
    await client.query("rollback");
    client.release();
  }
}

async function seers(id: string): Promise<string[]> {
  const people = Object.entries(portal.people).map(([part, person]): [string, Speaker] => [
    part,
    { kind: "person", id: person.id, subjects: [person.id] },
  ]);
  const all: [string, Speaker][] = [...people, ["job", { kind: "job", id: null, subjects: [] }]];
  const found: string[] = [];
  for (const [who, speaker] of all)
    if (await portal.asApp(speaker, async (client) => (await client.query(SEEN, [id])).rowCount === 1))
      found.push(who);
  return found;
}

test("a picture is its subject's alone for a day, to the minute, and the portal's role never sees more", async () => {
  const id = await stored();
  expect([await isReleased(id), await seers(id)]).toEqual([false, ["employee"]]);
  await clock.putOn(24 * 60 * MINUTE - MINUTE);
  expect([await isReleased(id), await seers(id)]).toEqual([false, ["employee"]]);
  await clock.putOn(2 * MINUTE);
  expect([await isReleased(id), await seers(id)]).toEqual([true, ["employee"]]);
});

test("the end of its hold-back is the database's to say", async () => {
  await expect(stored(", held_until", ", sayso_now()")).rejects.toMatchObject({ code: "42501" });
});
