import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withdrawRequest } from "./commands/end.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

let portal: RequestPortal;
beforeAll(async () => {
  portal = await openRequestPortal();
});
afterAll(() => portal.close());

describe("what follows from deeds is written by nobody", () => {
  test.each([
    "insert into exemption (id, employee_id, request_id, kind, from_at, until_at) values (gen_random_uuid(), $1, $2, 'granted', now(), now() + interval '1 day')",
    "update exemption set ended_at = null where employee_id = $1 and request_id = $2",
    "insert into exemption_silence (request_id, stage, employee_id) values ($2, 'request', $1)",
    "insert into exemption_turn (id, request_id, stage, grp, employee_id, kind) values (gen_random_uuid(), $2, 'request', 'manager', $1, 'overdue')",
    "insert into exemption_step (request_id, employee_id, stage, grp, opened_at, due_at, phase) values ($2, $1, 'appeal', 'appeals', now(), now(), 'asked')",
    "update exemption_step set due_at = now() where employee_id = $1 and request_id = $2",
    "insert into exemption_assignee (request_id, stage, grp, employee_id, person_id, kind, since, due_at) values ($2, 'request', 'manager', $1, $1, 'routed', now(), now())",
    "update exemption_assignee set ended_at = now() where employee_id = $1 and request_id = $2",
    "insert into letter (id, person_id, kind, request_id, is_applicant, object_id) values (gen_random_uuid(), $1, 'decided', $2, true, $2)",
    "insert into exemption_outcome (request_id, stage, employee_id, kind) values ($2, 'request', $1, 'approved')",
    "insert into exemption_outcome (request_id, stage, employee_id, kind) values ($2, 'request', $1, 'lapsed')",
    "update exemption_request set until_at = until_at + interval '1 day' where employee_id = $1 and id = $2",
    "delete from exemption_request where employee_id = $1 and id = $2",
    "update exemption_decision set kind = 'approved' where employee_id = $1 and request_id = $2",
    "delete from exemption_outcome where employee_id = $1 and request_id = $2",
    "update exemption_message set words = words where employee_id = $1 and request_id = $2",
    "delete from exemption_end where employee_id = $1 and request_id = $2",
    "update exemption_file set request_id = $2 where employee_id = $1",
    "update word_key set wrapped = wrapped where employee_id = $1 and $2::uuid is not null",
    "select turn_step($2, 'request', 'manager') where $1::uuid is not null",
    "select replace_judges($2, 'request', 'manager') where $1::uuid is not null",
    "select put_in_force($2, 'request', $1, 'granted', null, now())",
    "select end_force($2, '{granted}', now()) where $1::uuid is not null",
    "select begin_stage(r, 'appeal', now()) from exemption_request r where r.id = $2 and $1::uuid is not null",
    "select post_letter($1, 'decided', $2, $2)",
    "select bump_person($1) where $2::uuid is not null",
  ])("%s", async (sql) => {
    const { employee, manager } = portal.people;
    const requestId = await portal.apply(employee, "bandwidth");
    for (const who of [employee, manager])
      expect(await portal.attempt(who, sql, [employee.id, requestId])).toMatch(/^42501 /);
    await withdrawRequest(employee, requestId, "request");
  });

  test("nor emptied, nor rewritten by the database's owner", async () => {
    const tables = ["request", "decision", "outcome", "silence", "end", "appeal", "message", "turn"];
    for (const table of tables) {
      const change = portal.owner.query(`truncate exemption_${table} cascade`);
      await expect(change).rejects.toMatchObject({ code: "23001" });
    }
    await expect(portal.owner.query("delete from exemption_outcome")).rejects.toMatchObject({
      code: "23001",
    });
    await expect(portal.owner.query("update exemption_request set days = 20")).rejects.toMatchObject({
      code: "23001",
    });
  });
});
