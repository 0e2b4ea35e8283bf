import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { applyForExemption } from "./commands/apply.ts";
import { decideExemption } from "./commands/decide.ts";
import { answerQuestion, askApplicant, comment } from "./commands/discuss.ts";
import { appealExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { listQueue } from "./queries/list-queue.ts";
import type { Ground } from "./schema.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const DAY = 86_400_000;
const SCOPE = { categories: null, applications: ["terminal"], devices: null, hours: null };

async function apply(who: PersonActor, ground: Ground, over: object = {}): Promise<string> {
  const form = {
    ground: null,
    words: "",
    everything: false,
    categories: null,
    applications: null,
    devices: null,
    hours: null,
    from: "",
    until: "",
    renews: null,
  };
  await saveExemptionDraft(who, form);
  const scope = { ...SCOPE, from: Date.now(), until: Date.now() + 30 * DAY, ...over };
  return (
    await applyForExemption(who, { ground, words: "Client files are open in it.", scope, renews: null })
  ).id;
}

test("fifty who decide one request at the same time make one decision, and forty-nine read why theirs is none", async () => {
  const { employee, manager } = portal.people;
  const id = await apply(employee, "bandwidth");
  const step = { requestId: id, stage: "request", group: "manager" } as const;
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, () => decideExemption(manager, step, { kind: "approved", words: "" })),
  );
  const refused = tries.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  expect(refused).toHaveLength(49);
  for (const each of refused) expect(each).toMatchObject({ code: "conflict", reason: "settled" });
});

describe("discussion", () => {
  test("goes to and fro", async () => {
    const { employee, manager } = portal.people;
    const id = await apply(employee, "power");
    const step = { requestId: id, stage: "request", group: "manager" } as const;
    expect((await listQueue(manager)).rows).toMatchObject([
      { requestId: id, applicant: employee.name, asked: false },
    ]);
    await askApplicant(manager, step, "How long does the battery last?");
    expect((await listQueue(manager)).rows).toMatchObject([{ asked: true }]);
    const { rows } = await portal.owner.query("select id from exemption_message where request_id = $1", [id]);
    await answerQuestion(employee, { ...step, questionId: rows[0].id }, "Two hours.");
    await comment(employee, step, "In winter less.");
    await decideExemption(manager, step, {
      kind: "narrowed",
      words: "The winter.",
      scope: { ...SCOPE, from: Date.now() + DAY, until: Date.now() + 9 * DAY },
    });
    await appealExemption(employee, id, "Spring is cold too.");
    await expect(revokeExemption(manager, id, "No longer needed.")).rejects.toMatchObject({
      reason: "appealed",
    });
    await withdrawRequest(employee, id, "appeal");
    const { rows: left } = await portal.owner.query(
      "select kind from exemption where request_id = $1 and least(ended_at, until_at) > now()",
      [id],
    );
    expect(left).toEqual([{ kind: "granted" }]);
  });
});
