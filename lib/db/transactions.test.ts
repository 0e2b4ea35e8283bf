import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { admit, ingest } from "./ingest.ts";
import { read } from "./reader.ts";
import { violation } from "./violation.ts";
import { write } from "./writer.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const WHO = "select app_kind() as kind, app_actor() as actor, app_subjects() as subjects";
interface Known {
  kind: string;
  actor: string | null;
  subjects: string[];
}
const NOBODY: Known = { kind: "", actor: null, subjects: [] };

/** Asks each connection that the pool has to spare. */
const everyConnection = () => Promise.all(Array.from({ length: 12 }, () => admit<Known>("who", WHO, [])));

describe("who is asking", () => {
  test("is known inside the transaction and forgotten with it, whether it commits or fails", async () => {
    const { employee } = portal.people;
    const self: Known = { kind: "person", actor: employee.id, subjects: [employee.id] };
    expect(await read(employee, (db) => db.$queryRawUnsafe<Known[]>(WHO))).toEqual([self]);
    await expect(write(employee, (db) => db.$queryRawUnsafe("select broken"))).rejects.toThrow();
    expect(await ingest([employee.id], async (client) => (await client.query(WHO)).rows)).toEqual([
      { kind: "ingest", actor: null, subjects: [employee.id] },
    ]);
    const failing = ingest([employee.id], (client) => client.query("select broken"));
    await expect(failing).rejects.toThrow("broken");
    expect((await everyConnection()).flat()).toEqual(Array.from({ length: 12 }, () => NOBODY));
  });

  test("is not mixed up among many who ask at the same time", async () => {
    const people = Object.values(portal.people);
    const asked = Array.from({ length: 40 }, (_, i) => people[i % people.length] ?? portal.people.head);
    const answers = await Promise.all(
      asked.map((each) => read(each, (db) => db.$queryRawUnsafe<Known[]>(`${WHO}, pg_sleep(0.01)::text`))),
    );
    expect(answers.map(([row]) => row?.actor)).toEqual(asked.map((each) => each.id));
  });
});

test("a query cannot write, not even one that says it may", async () => {
  const { employee } = portal.people;
  const bump = "update person set session_epoch = session_epoch + 1";
  const sly = (before: string) =>
    read(employee, async (db) => {
      if (before) await db.$executeRawUnsafe(before);
      await db.$executeRawUnsafe(bump);
    });
  await expect(sly("")).rejects.toThrow("read-only");
  await expect(sly("set transaction read write")).rejects.toThrow("read-write");
  await expect(sly("select set_config('transaction_read_only', 'off', true)")).rejects.toThrow("read-write");
  const { rows } = await portal.owner.query("select session_epoch from person where id = $1", [employee.id]);
  expect(rows).toEqual([{ session_epoch: 1 }]);
});

describe("a broken rule", () => {
  const broken = (sql: string) => portal.owner.query(sql).catch((error: unknown) => error);

  test("is named by its constraint, whichever way the error came", async () => {
    expect(violation(await broken("insert into program (id, name) values (2, 'x')"))).toBe(
      "program_id_check",
    );
    const { employee } = portal.people;
    const byPrisma = await write(employee, (db) =>
      db.pause.create({
        data: {
          employeeId: employee.id,
          lengthSeconds: 1801,
          startedOn: "portal",
          startedAt: new Date(),
          plannedEndAt: new Date(),
          endedAt: new Date(),
        },
      }),
    ).catch((error: unknown) => error);
    expect(violation(byPrisma)).toContain("pause_length_seconds_check");
  });

  test("is nothing else: not a typing error, not a right that is missing, not a thing that is no error", async () => {
    expect(violation(await broken("select broken"))).toBeNull();
    const refused = await portal
      .asApp({ kind: "job", id: null, subjects: [] }, (client) => client.query("delete from pause"))
      .catch((error: unknown) => error);
    expect(violation(refused)).toBeNull();
    for (const thing of [null, undefined, "23505", new Error("23505"), {}])
      expect(violation(thing)).toBeNull();
  });
});
