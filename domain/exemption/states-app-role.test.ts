import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { withdrawRequest } from "./commands/end.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { DEEDS, type Deed } from "./policy.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import { openRequestPortal, type RequestPortal, SEALED } from "./test-requests.ts";
import { type Brought, SITUATIONS } from "./test-states.ts";

// The same table as of the commands, past every command: one statement of the app role each, undone again.

const PEOPLE: readonly Part[] = [
  "employee",
  "manager",
  "legal",
  "secondLegal",
  "arbiter",
  "hr",
  "head",
  "colleague",
  "engineer",
  "admin",
];

let portal: RequestPortal;
beforeAll(async () => {
  portal = await openRequestPortal();
});
afterAll(() => portal.close());

/** The row that each deed adds, as somebody would who wants it to be theirs. */
const ROW: Readonly<Record<Deed, string>> = {
  decide: `insert into exemption_decision (request_id, stage, grp, employee_id, decided_by, kind, words, remedy)
    values (:request, :stage, :group, :applicant, :me, 'denied', :sealed, case :stage when 'request' then :sealed end)`,
  ask: `insert into exemption_message (id, request_id, employee_id, kind, stage, grp, author_id, words)
    values (:fresh, :request, :applicant, 'question', :stage, :group, :me, :sealed)`,
  answer: `insert into exemption_message (id, request_id, employee_id, kind, stage, grp, answers, author_id, words)
    values (:fresh, :request, :applicant, 'answer', :stage, :group, :question, :me, :sealed)`,
  comment: `insert into exemption_message (id, request_id, employee_id, kind, stage, author_id, words)
    values (:fresh, :request, :applicant, 'comment', :stage, :me, :sealed)`,
  attach: `insert into exemption_file (id, request_id, employee_id, name, media_type, bytes, sha256, sealed)
    values (:fresh, :request, :me, 'photo', 'image/png', 1, '', :sealed)`,
  withdraw: `insert into exemption_outcome (request_id, stage, employee_id, kind)
    values (:request, :stage, :applicant, 'withdrawn')`,
  "give-up": `insert into exemption_end (request_id, employee_id, kind, ended_by, effective_at)
    values (:request, :applicant, 'withdrawn', :me, now())`,
  revoke: `insert into exemption_end (request_id, employee_id, kind, ended_by, words, effective_at)
    values (:request, :applicant, 'revoked', :me, :sealed, now())`,
  renew: `insert into exemption_request (id, employee_id, ground, words, from_at, until_at, renews)
    select d.id, :me, coalesce((select r.ground from exemption_request r where r.id = :request), 'other'), :sealed,
      sayso_now(), sayso_now() + interval '9 days', :request
    from exemption_draft d where d.employee_id = :me`,
  appeal: `insert into exemption_appeal (request_id, employee_id, words) values (:request, :applicant, :sealed)`,
};

async function refusalOf(deed: Deed, part: Part, brought: Brought): Promise<string | null> {
  const { employee } = portal.people;
  const me = portal.people[part];
  const values: Record<string, unknown> = {
    request: brought.requestId,
    stage: brought.stage,
    group: brought.group,
    question: brought.questionId,
    applicant: employee.id,
    me: me.id,
    fresh: randomUUID(),
    sealed: SEALED,
  };
  const type = (name: string) =>
    name === "sealed" ? "bytea" : name === "stage" || name === "group" ? "text" : "uuid";
  const used: unknown[] = [];
  const sql = ROW[deed].replace(
    /(?<!:):(\w+)/g,
    (_, name: string) => `$${used.push(values[name])}::${type(name)}`,
  );
  return portal.attempt(me, sql, used);
}

describe.each(Object.entries(SITUATIONS))("%s", (name, situation) => {
  test("whoever is listed adds the row; nobody else does, whatever name they sign with", async () => {
    const brought = await situation.bring(portal);
    for (const part of PEOPLE) await saveExemptionDraft(portal.people[part], EMPTY_DRAFT);
    const before = await portal.rowsOf(brought.requestId);
    for (const deed of DEEDS) {
      for (const part of PEOPLE) {
        // Given up with its appeal, by two rows; the one alone waits for the appeal.
        const isOne = deed !== "give-up" || brought.stage === "request" || situation.state === "active";
        const listed = isOne && (situation.may[deed] ?? []).includes(part);
        const refusal = await refusalOf(deed, part, brought);
        expect(refusal === null, `${deed} by ${part}, ${name}: ${refusal}`).toBe(listed);
        // Broken SQL would be refused as well.
        if (refusal) expect(refusal, `${deed} by ${part}`).toMatch(/^(42501|23001|23505|23514) /);
      }
    }
    expect(await portal.rowsOf(brought.requestId)).toBe(before);
    const open = await portal.owner.query<{ stage: "request" | "appeal" }>("select open_stage($1) as stage", [
      brought.requestId,
    ]);
    const stage = open.rows[0]?.stage;
    if (stage) await withdrawRequest(portal.people.employee, brought.requestId, stage);
  });
});

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
