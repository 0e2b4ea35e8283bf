import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { answerQuestion, askApplicant, comment } from "./commands/discuss.ts";
import { appealExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { deedsOf } from "./policy.ts";
import { getRequest } from "./queries/get-request.ts";
import { listQueue } from "./queries/list-queue.ts";
import { DAY, openRequestPortal, type RequestPortal, SEALED } from "./test-requests.ts";

let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
let legal: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager, legal } = portal.people);
});
afterAll(() => portal.close());

const ofManager = (requestId: string) => ({ requestId, stage: "request", group: "manager" }) as const;
const ofLegal = (requestId: string) => ({ requestId, stage: "request", group: "legal" }) as const;
const questionOf = async (id: string, group: string) => {
  const { steps } = await getRequest(employee, id);
  return steps.find((each) => each.group === group)?.question?.id ?? "";
};

/** So many comments of the applicant's, past the command. */
async function say(requestId: string, times: number): Promise<void> {
  const client = await portal.owner.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(
      `insert into exemption_message (id, request_id, employee_id, kind, stage, author_id, words)
       select gen_random_uuid(), $1, $2, 'comment', 'request', $2, $3 from generate_series(1, $4)`,
      [requestId, employee.id, SEALED, times],
    );
  } finally {
    await client.query("reset session_replication_role");
    client.release();
  }
}

test("it goes to and fro, is approved in part, appealed and taken back; what was granted is in force all along", async () => {
  const id = await portal.apply(employee, "power");
  const mine = async () => (await listQueue(manager)).rows.find(({ requestId }) => requestId === id);
  expect(await mine()).toMatchObject({ applicant: employee.name });
  await askApplicant(manager, ofManager(id), "How long does the battery last?");
  await expect(askApplicant(manager, ofManager(id), "And?")).rejects.toMatchObject({
    reason: "asked-already",
  });
  await answerQuestion(
    employee,
    { ...ofManager(id), questionId: await questionOf(id, "manager") },
    "Two hours.",
  );
  await comment(employee, { requestId: id, stage: "request" }, "In winter less.");
  const words = (await getRequest(manager, id)).messages.map((each) => each.words);
  expect(words).toEqual(["How long does the battery last?", "Two hours.", "In winter less."]);
  const at = await portal.now();
  const winter = { from: at + DAY, until: at + 9 * DAY, categories: null, devices: null, hours: null };
  await portal.decide(manager, id, { kind: "narrowed", scope: { ...winter, applications: ["terminal"] } });
  await appealExemption(employee, id, "Spring is cold too.");
  await expect(revokeExemption(manager, id, "No longer.")).rejects.toMatchObject({ reason: "appealed" });
  await withdrawRequest(employee, id, "appeal");
  const { rows } = await portal.owner.query(
    "select kind from exemption where request_id = $1 and least(ended_at, until_at) > sayso_now()",
    [id],
  );
  expect(rows).toEqual([{ kind: "granted" }]);
});

describe("of two groups", () => {
  test("each asks its own question; whoever has decided waits for no answer any more", async () => {
    const id = await portal.apply(employee, "sensitive-content");
    await askApplicant(manager, ofManager(id), "Which clients?");
    expect(deedsOf(await getRequest(legal, id), legal.id)).toContain("ask");
    expect(deedsOf(await getRequest(manager, id), manager.id)).not.toContain("ask");
    await askApplicant(legal, ofLegal(id), "Which law?");
    const [first, second] = [await questionOf(id, "manager"), await questionOf(id, "legal")];
    // Theirs is the answer to that group's question, and to no other's.
    await expect(
      answerQuestion(employee, { ...ofLegal(id), questionId: first }, "These."),
    ).rejects.toMatchObject({ reason: "not-yours" });
    await portal.decide(manager, id);
    await expect(
      answerQuestion(employee, { ...ofManager(id), questionId: first }, "These."),
    ).rejects.toMatchObject({ reason: "not-yours" });
    await answerQuestion(employee, { ...ofLegal(id), questionId: second }, "That one.");
    await withdrawRequest(employee, id, "request");
  });

  test("nobody asks a fourth time, nor says more than two hundred things", async () => {
    const id = await portal.apply(employee, "bandwidth");
    const offered = async () => deedsOf(await getRequest(manager, id), manager.id);
    for (let times = 0; times < 3; times++) {
      expect(await offered()).toContain("ask");
      await askApplicant(manager, ofManager(id), "Why?");
      await answerQuestion(
        employee,
        { ...ofManager(id), questionId: await questionOf(id, "manager") },
        "So.",
      );
    }
    expect(await offered(), "what would be refused").not.toContain("ask");
    await expect(askApplicant(manager, ofManager(id), "Why?")).rejects.toMatchObject({ reason: "too-many" });
    await say(id, 193);
    await comment(employee, { requestId: id, stage: "request" }, "And.");
    await expect(comment(employee, { requestId: id, stage: "request" }, "And.")).rejects.toMatchObject({
      code: "conflict",
      reason: "too-many",
    });
    // What was said enough of is decided all the same.
    await portal.decide(manager, id);
  });

  test.each([
    ["nothing", "  "],
    ["too much", "a".repeat(4_001)],
    ["half a character", "\ud800"],
    ["what no database keeps", "a\u0000b"],
    ["no text", 7],
  ])("%s is not said", async (_, words) => {
    const id = await portal.apply(employee, "bandwidth");
    await expect(comment(employee, { requestId: id, stage: "request" }, words)).rejects.toMatchObject({
      code: "invalid",
    });
    await withdrawRequest(employee, id, "request");
  });
});
