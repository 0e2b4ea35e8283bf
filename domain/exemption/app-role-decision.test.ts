import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { appealExemption } from "./commands/end.ts";
import { type Columns, type PastCommands, pastCommands, WORDS } from "./test-past-commands.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

// What somebody who comes past every command says about times, rules and names is not what is written.

let portal: RequestPortal;
let past: PastCommands;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  past = pastCommands(portal);
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());
afterEach(() => past.putAway());

describe("a decision", () => {
  const decide = (id: string, columns: Columns) =>
    past.insert(manager, "exemption_decision", {
      request_id: `'${id}'`,
      stage: "'request'",
      grp: "'manager'",
      employee_id: `'${employee.id}'`,
      kind: "'approved'",
      decided_by: `'${manager.id}'`,
      ...columns,
    });
  const part = {
    kind: "'narrowed'",
    words: WORDS,
    applications: "'{terminal}'",
    from_at: "sayso_now() + interval '1 day'",
    until_at: "sayso_now() + interval '9 days'",
  };

  test("has the time that the database gives it, and the applicant that the request has", async () => {
    const id = await past.send();
    await decide(id, { at: "'2020-01-01'", employee_id: `'${manager.id}'` });
    expect(
      await past.one(
        "select employee_id, at > sayso_now() - interval '1 minute' as at from exemption_decision where request_id = $1",
        id,
      ),
    ).toEqual({ employee_id: employee.id, at: true });
  });

  test.each<[string, Columns]>([
    ["in another's name", { decided_by: "(select person_id from role_grant where role = 'hr' limit 1)" }],
    ["for another group", { grp: "'legal'" }],
    ["of a stage that is not there", { stage: "'appeal'", grp: "'appeals'" }],
    ["that is none", { kind: "'maybe'" }],
    ["no without a reason", { kind: "'denied'", remedy: WORDS }],
    ["no without what would change it", { kind: "'denied'", words: WORDS }],
    ["a part without a reason", { ...part, words: "null" }],
    ["a part without dates", { kind: "'narrowed'", words: WORDS }],
    ["a part that begins before", { ...part, from_at: "sayso_now() - interval '1 day'" }],
    ["a part that ends after", { ...part, until_at: "sayso_now() + interval '31 days'" }],
    ["a part that ends before it begins", { ...part, from_at: "sayso_now() + interval '10 days'" }],
    ["a part of other applications", { ...part, applications: "'{files}'" }],
    ["a part of all applications", { ...part, applications: "null" }],
    ["a part of none", { ...part, applications: "'{}'" }],
    ["a part of a category that is none", { ...part, categories: "'{dreams}'" }],
    ["a part of no category", { ...part, categories: "'{}'" }],
    ["a part of a computer that is nobody's", { ...part, devices: "array[gen_random_uuid()]" }],
    ["a part of no hours", { ...part, hours: "'[]'" }],
  ])("%s is refused", async (_, columns) => {
    // Of two groups: nothing else would look at it before the second one's yes.
    const id = await past.send({ ground: "'sensitive-content'", applications: "'{terminal}'" });
    await expect(decide(id, columns)).rejects.toMatchObject({ code: /^(23|42501)/ });
    expect(
      await past.one("select count(*)::int as n from exemption_decision where request_id = $1", id),
    ).toEqual({
      n: 0,
    });
  });

  test("of an appeal has a reason, also where it is a yes", async () => {
    const { arbiter } = portal.people;
    const id = await past.send();
    await portal.decide(manager, id, { kind: "denied" });
    await appealExemption(employee, id, "Please.");
    const approve = (words: string) =>
      past.insert(arbiter, "exemption_decision", {
        request_id: `'${id}'`,
        stage: "'appeal'",
        grp: "'appeals'",
        employee_id: `'${employee.id}'`,
        kind: "'approved'",
        decided_by: `'${arbiter.id}'`,
        words,
      });
    for (const words of ["null", "''"]) await expect(approve(words)).rejects.toMatchObject({ code: "23514" });
    await approve(WORDS);
  });

  test("a part of what is there is granted, as it was said", async () => {
    const id = await past.send({ applications: "'{terminal}'" });
    await decide(id, { ...part, categories: "'{screen}'", hours: "'[[540, 600]]'" });
    expect(
      await past.one(
        "select categories, applications, hours from exemption where request_id = $1 and kind = 'granted'",
        id,
      ),
    ).toEqual({ categories: ["screen"], applications: ["terminal"], hours: [[540, 600]] });
  });
});

describe("an end", () => {
  const end = (who: PersonActor, id: string, columns: Columns) =>
    past.insert(who, "exemption_end", {
      request_id: `'${id}'`,
      employee_id: `'${employee.id}'`,
      kind: "'revoked'",
      ended_by: `'${who.id}'`,
      words: WORDS,
      effective_at: "sayso_now()",
      ...columns,
    });

  test("takes effect when the request's rules say, whatever whoever revokes it says", async () => {
    const id = await past.send();
    await portal.decide(manager, id);
    await end(manager, id, {
      at: "'2020-01-01'",
      effective_at: "'2020-01-01'",
      employee_id: `'${manager.id}'`,
    });
    expect(
      await past.one(
        "select effective_at - at = interval '7 days' as notice, employee_id from exemption_end where request_id = $1",
        id,
      ),
    ).toEqual({ notice: true, employee_id: employee.id });
    expect(
      await past.one(
        "select ended_at > sayso_now() + interval '6 days' as later from exemption where request_id = $1 and kind = 'granted'",
        id,
      ),
    ).toEqual({ later: true });
  });

  test.each<[string, Columns]>([
    ["given up by somebody else", { kind: "'withdrawn'", words: "null" }],
    [
      "given up in the owner's name",
      {
        kind: "'withdrawn'",
        words: "null",
        ended_by: "(select employee_id from exemption_request limit 1)",
      },
    ],
    ["without a reason", { words: "null" }],
  ])("%s is refused", async (_, columns) => {
    const id = await past.send();
    await portal.decide(manager, id);
    await expect(end(manager, id, columns)).rejects.toMatchObject({ code: /^(23|42501)/ });
  });

  test("is not for whoever denied what the appeal granted", async () => {
    const { arbiter } = portal.people;
    const id = await past.send();
    await portal.decide(manager, id, { kind: "denied" });
    await appealExemption(employee, id, "Please.");
    await portal.decide(arbiter, id, { stage: "appeal", group: "appeals" });
    for (const who of [manager, arbiter])
      await expect(end(who, id, {})).rejects.toMatchObject({ code: "23001" });
  });
});
