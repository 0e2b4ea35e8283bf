import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import { type Columns, type PastCommands, pastCommands } from "./test-past-commands.ts";
import { openRequestPortal, type RequestPortal, SEALED, speakerOf } from "./test-requests.ts";

// What somebody who comes past every command says about times, rules and names is not what is written.

let portal: RequestPortal;
let past: PastCommands;
let employee: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  past = pastCommands(portal);
  ({ employee } = portal.people);
});
afterAll(() => portal.close());
afterEach(() => past.putAway());

describe("a request", () => {
  test("has the time, the rules and the beginning that the database gives it", async () => {
    const id = await past.send({
      at: "'2020-01-01'",
      from_at: "'2020-01-01'",
      until_at: "sayso_now() + interval '30 days'",
      stops_meanwhile: "false",
      days: "1000",
      notice_days: "1000",
    });
    expect(
      await past.one(
        `select at > sayso_now() - interval '1 minute' as at, from_at = at as from_at, stops_meanwhile, days, notice_days
         from exemption_request where id = $1`,
        id,
      ),
    ).toEqual({ at: true, from_at: true, stops_meanwhile: true, days: 3, notice_days: 7 });
  });

  test("begins and ends at a whole millisecond, as the pages read it", async () => {
    const id = await past.send({
      from_at: "date_trunc('day', sayso_now()) + interval '2 days 0.000999 seconds'",
      until_at: "date_trunc('day', sayso_now()) + interval '9 days 0.000001 seconds'",
    });
    expect(
      await past.one(
        `select from_at = date_trunc('day', at) + interval '2 days' as from_at,
           until_at = date_trunc('day', at) + interval '9 days' as until_at
         from exemption_request where id = $1`,
        id,
      ),
    ).toEqual({ from_at: true, until_at: true });
  });

  test.each<[string, Columns]>([
    ["an end before the start", { until_at: "sayso_now() - interval '1 day'" }],
    ["no length at all", { from_at: "'2027-01-01'", until_at: "'2027-01-01'" }],
    ["more than a year", { until_at: "sayso_now() + interval '367 days'" }],
    [
      "an end after two years",
      { from_at: "sayso_now() + interval '700 days'", until_at: "sayso_now() + interval '740 days'" },
    ],
    ["for ever", { until_at: "'infinity'" }],
    ["no category", { categories: "'{}'" }],
    ["a category that is none", { categories: "'{dreams}'" }],
    ["a category that is null", { categories: "array[null]::text[]" }],
    ["no application", { applications: "'{}'" }],
    ["an application that the program does not know", { applications: "'{terminal,solitaire}'" }],
    ["no computer", { devices: "'{}'" }],
    ["a computer that is nobody's", { devices: "array[gen_random_uuid()]" }],
    ["no hours", { hours: "'[]'" }],
    ["hours that are none", { hours: `'{"from": 1}'` }],
    ["hours that end before they begin", { hours: "'[[600, 540]]'" }],
    ["hours past the week", { hours: "'[[10000, 10081]]'" }],
    ["no words", { words: "''" }],
    ["words without end", { words: "decode(repeat('00', 20000), 'hex')" }],
    ["another ground", { ground: "'whim'" }],
    ["somebody else's name", { employee_id: "(select id from person where id <> app_actor() limit 1)" }],
    ["an id that is not the draft's", { id: "gen_random_uuid()" }],
  ])("of %s is refused", async (_, columns) => {
    await expect(past.send(columns)).rejects.toMatchObject({ code: /^(2[23]|42501)/ });
  });

  test("of somebody else's computer is refused", async () => {
    const device = randomUUID();
    await past.write(
      portal.people.colleague,
      `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint)
       values ($1, $2, 'Laptop', 'linux', 'S1', '{}', $3)`,
      [device, portal.people.colleague.id, randomUUID()],
    );
    await expect(past.send({ devices: `array['${device}']::uuid[]` })).rejects.toMatchObject({
      code: "23514",
    });
  });

  test("takes nobody else's draft, and no file goes to another's", async () => {
    const { id } = await saveExemptionDraft(portal.people.colleague, EMPTY_DRAFT);
    await expect(past.send({ id: `'${id}'` })).rejects.toMatchObject({ code: "23001" });
    const sent = await past.send();
    const attach = past.write(
      portal.people.colleague,
      `insert into exemption_file (id, request_id, employee_id, name, media_type, bytes, sha256, sealed)
       values (gen_random_uuid(), $1, $2, 'f', 'image/png', 1, '', $3)`,
      [sent, portal.people.colleague.id, SEALED],
    );
    await expect(attach).rejects.toMatchObject({ code: "23001" });
  });

  test("has an id that nobody chose, so that no file goes to another's request, and none is asked for by its id", async () => {
    const sent = await past.send();
    const { colleague } = portal.people;
    const draft = "insert into exemption_draft (employee_id, id, form) values ($1, $2, '')";
    await past.write(colleague, "delete from exemption_draft");
    await past.write(colleague, draft, [colleague.id, sent]);
    expect(
      await past.one(
        "select id <> $2 as other from exemption_draft where employee_id = $1",
        colleague.id,
        sent,
      ),
    ).toEqual({
      other: true,
    });
    const change = past.write(colleague, "update exemption_draft set id = $1", [sent]);
    await expect(change).rejects.toMatchObject({ code: "42501" });
  });

  test("is recorded as an act, or not at all", async () => {
    const { id } = await saveExemptionDraft(employee, EMPTY_DRAFT);
    const silent = portal.asApp(speakerOf(employee), (client) =>
      client.query(
        `insert into exemption_request (id, employee_id, ground, words, from_at, until_at)
         values ($1, $2, 'other', $3, sayso_now(), sayso_now() + interval '1 day')`,
        [id, employee.id, SEALED],
      ),
    );
    await expect(silent).rejects.toMatchObject({ code: "23000" });
  });
});

test("an absence begins now or later, and is ended once, at that moment", async () => {
  const id = randomUUID();
  const begin = `insert into absence (id, person_id, from_at, until_at, at, ended_at)
    values ($1, $2, sayso_now() - interval '9 days', sayso_now() + interval '9 days', '2020-01-01', '2020-01-01')`;
  await past.write(employee, begin, [id, employee.id]);
  const row = "select from_at = at as now, ended_at from absence where id = $1";
  expect(await past.one(row, id)).toEqual({ now: true, ended_at: null });
  const end = "update absence set ended_at = '2020-01-01' where id = $1";
  await past.write(employee, end, [id]);
  expect(
    await past.one("select ended_at > at - interval '1 second' as now from absence where id = $1", id),
  ).toEqual({ now: true });
  await expect(past.write(employee, end, [id])).rejects.toMatchObject({ code: "23001" });
  await expect(past.write(employee, "update absence set until_at = until_at", [])).rejects.toMatchObject({
    code: "42501",
  });
});
