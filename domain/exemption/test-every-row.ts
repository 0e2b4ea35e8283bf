import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Part, type Speaker, speak } from "../../prisma/factories/test-portal.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import type { Deed } from "./policy.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import { openRequestPortal, type RequestPortal, SEALED, speakerOf } from "./test-requests.ts";
import { addFile, type Brought, PEOPLE, putAway, type Situation, type Situations } from "./test-states.ts";

// The same tables as of the commands, past every command: what the app role says in one transaction, undone again.

const decision = (columns: string, values: string) =>
  `insert into exemption_decision (request_id, stage, grp, employee_id, decided_by, words, ${columns})
   values (:request, :stage, :group, :applicant, :me, :sealed, ${values})`;
const giveUp = `insert into exemption_end (request_id, employee_id, kind, ended_by, effective_at)
  values (:request, :applicant, 'withdrawn', :me, now())`;

/** The rows that each act adds, as somebody would who wants them to be theirs, and the deed by which it is listed. */
const ROWS: Readonly<Record<string, readonly [deed: Deed | null, ...rows: string[]]>> = {
  approve: ["decide", decision("kind", "'approved'")],
  narrow: [
    "decide",
    decision(
      "kind, applications, from_at, until_at",
      "'narrowed', '{terminal}', sayso_now() + interval '1 minute', sayso_now() + interval '2 days'",
    ),
  ],
  deny: ["decide", decision("kind, remedy", "'denied', case :stage when 'request' then :sealed end")],
  ask: [
    "ask",
    `insert into exemption_message (id, request_id, employee_id, kind, stage, grp, author_id, words)
     values (:fresh, :request, :applicant, 'question', :stage, :group, :me, :sealed)`,
  ],
  answer: [
    "answer",
    `insert into exemption_message (id, request_id, employee_id, kind, stage, grp, answers, author_id, words)
     values (:fresh, :request, :applicant, 'answer', :stage, :group, :question, :me, :sealed)`,
  ],
  comment: [
    "comment",
    `insert into exemption_message (id, request_id, employee_id, kind, stage, author_id, words)
     values (:fresh, :request, :applicant, 'comment', :stage, :me, :sealed)`,
  ],
  attach: [
    "attach",
    `insert into exemption_file (id, request_id, employee_id, name, media_type, bytes, sha256, sealed)
     values (:fresh, :request, :me, 'photo', 'image/png', 1, '', :sealed)`,
  ],
  // A row that is not theirs to delete is not there: nothing is what they divide by.
  "remove a file": [
    null,
    `with gone as (delete from exemption_file where id = :file returning 1) select 1 / count(*) from gone`,
  ],
  withdraw: [
    "withdraw",
    `insert into exemption_outcome (request_id, stage, employee_id, kind)
     values (:request, :stage, :applicant, 'withdrawn')`,
  ],
  "give up": ["give-up", giveUp],
  "give up with the appeal": [
    "give-up",
    `insert into exemption_outcome (request_id, stage, employee_id, kind)
     values (:request, 'appeal', :applicant, 'withdrawn')`,
    giveUp,
  ],
  revoke: [
    "revoke",
    `insert into exemption_end (request_id, employee_id, kind, ended_by, words, effective_at)
     values (:request, :applicant, 'revoked', :me, :sealed, now())`,
  ],
  renew: [
    "renew",
    `insert into exemption_request (id, employee_id, ground, words, from_at, until_at, renews)
     select d.id, :me, :ground, :sealed, sayso_now(), sayso_now() + interval '9 days', :request
     from exemption_draft d where d.employee_id = :me`,
  ],
  appeal: [
    "appeal",
    `insert into exemption_appeal (request_id, employee_id, words) values (:request, :applicant, :sealed)`,
  ],
  // The clock's alone.
  "turn the clock": [null, "select turn_step(:request, :stage, :group)"],
  "ask others": [null, "select replace_judges(:request, :stage, :group)"],
  "warn of the end": [null, "select warn_of_expiry(10)"],
};
const REFUSED = /^(42501|23001|23505|23514|22012) /;
const TYPES: Readonly<Record<string, string>> = {
  sealed: "bytea",
  stage: "text",
  group: "text",
  ground: "text",
};

let portal: RequestPortal;

/** Tries every act by everybody in each of these situations, past the commands. */
export function tryEveryRow(situations: Situations): void {
  beforeAll(async () => {
    portal = await openRequestPortal();
  });
  afterAll(() => portal.close());

  describe.each(Object.entries(situations))("%s", (_, situation) => {
    test("whoever is listed adds the row; nobody else does, whatever name they sign with", () =>
      expectRows(situation));
  });
}

async function expectRows(situation: Situation): Promise<void> {
  const brought = await situation.bring(portal);
  const fileId = await addFile(portal, brought.requestId);
  for (const part of PEOPLE) await saveExemptionDraft(portal.people[part], EMPTY_DRAFT);
  const before = await portal.rowsOf(brought.requestId);
  for (const [act, [deed, ...rows]] of Object.entries(ROWS)) {
    const listed = deed === null || !isOneOf(act, situation, brought) ? [] : (situation.may[deed] ?? []);
    await Promise.all(
      PEOPLE.map(async (part) => {
        const refusal = await refusalOf(rows, part, { ...brought, fileId });
        expect(refusal === null, `${act} by ${part}: ${refusal}`).toBe(listed.includes(part));
        // Broken SQL would be refused as well.
        if (refusal) expect(refusal, `${act} by ${part}`).toMatch(REFUSED);
      }),
    );
  }
  expect(await portal.rowsOf(brought.requestId)).toBe(before);
  const isDue = situation.clock !== undefined;
  expect(await turned(brought)).toEqual({ isDue, done: situation.clock ?? null });
  for (const part of PEOPLE) expect(await dueTo(part, brought), part).toBe(0);
  await putAway(portal);
}

/** What is given up while an appeal is decided goes by two rows, and by one alone where none is. */
function isOneOf(act: string, { state }: Situation, { stage }: Brought): boolean {
  const isAppealed = stage === "appeal" && ["pending", "asked", "overdue"].includes(state);
  if (act === "give up") return !isAppealed;
  return act !== "give up with the appeal" || isAppealed;
}

async function refusalOf(
  rows: readonly string[],
  part: Part,
  brought: Brought & { readonly fileId: string },
): Promise<string | null> {
  const me = portal.people[part];
  const values: Readonly<Record<string, unknown>> = {
    request: brought.requestId,
    stage: brought.stage,
    group: brought.group,
    ground: brought.ground,
    question: brought.questionId,
    file: brought.fileId,
    applicant: portal.people.employee.id,
    me: me.id,
    fresh: randomUUID(),
    sealed: SEALED,
  };
  const statements = rows.map((row) => {
    const used: unknown[] = [];
    const text = row.replace(
      /(?<!:):(\w+)/g,
      (_, name: string) => `$${used.push(values[name])}::${TYPES[name] ?? "uuid"}`,
    );
    return { text, values: used };
  });
  return portal.attemptAll(me, statements);
}

/** How many steps of it are due to the clock, once one is, and what it does at the one that was brought. */
function turned(brought: Brought) {
  const { requestId, stage, group } = brought;
  return whenDue(brought, { kind: "job", id: null, subjects: [] }, async (client) => {
    const due = await client.query("select from due_steps(1000) where request_id = $1", [requestId]);
    const step = [requestId, stage, group];
    const { rows } = await client.query("select turn_step($1, $2, $3) as done", step);
    return { isDue: due.rowCount !== 0, done: rows[0]?.done };
  });
}

/** What anybody else sees of what is due, of this request or of any. */
function dueTo(part: Part, brought: Brought) {
  return whenDue(brought, speakerOf(portal.people[part]), async (client) => {
    const all = "select from due_steps(1000) union all select from forsaken_steps(1000)";
    return (await client.query(all)).rowCount;
  });
}

/** Work of the app role at the moment at which the step's clock next does something; undone again. */
async function whenDue<T>(
  { requestId, stage, group }: Brought,
  speaker: Speaker,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await portal.owner.connect();
  try {
    await client.query("begin");
    await client.query(
      `update test_clock set ahead = ahead + greatest('0', (select min(next_at) - sayso_now() + interval '1 second'
         from exemption_step where request_id = $1 and stage = $2 and grp = $3 and closed_at is null))`,
      [requestId, stage, group],
    );
    await client.query("set local role sayso_app");
    await speak(client, speaker);
    return await work(client);
  } finally {
    await client.query("rollback");
    client.release();
  }
}
