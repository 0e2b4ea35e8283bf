import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Refusal } from "../../lib/refusal.ts";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { attachEvidence } from "./commands/attach-file.ts";
import { decideExemption } from "./commands/decide.ts";
import { answerQuestion, askApplicant, comment } from "./commands/discuss.ts";
import { appealExemption, giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { discardExemptionDraft } from "./commands/save-draft.ts";
import { DEEDS, type Deed, deedsOf } from "./policy.ts";
import { getRequest } from "./queries/get-request.ts";
import { STATES } from "./rules/state.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";
import { type Brought, SITUATIONS } from "./test-states.ts";

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
  "steward",
  "admin",
];

let portal: RequestPortal;
let picture: Buffer;
beforeAll(async () => {
  portal = await openRequestPortal();
  const plain = { width: 8, height: 8, channels: 3, background: "#123" } as const;
  picture = await sharp({ create: plain }).png().toBuffer();
});
afterAll(() => portal.close());

async function doIt(deed: Deed, part: Part, brought: Brought): Promise<void> {
  const who = portal.people[part];
  const { requestId, stage } = brought;
  const denial = { kind: "denied", words: "No.", remedy: "Ask again." };
  const verbs: Record<Deed, () => Promise<unknown>> = {
    decide: () => decideExemption(who, brought, denial),
    ask: () => askApplicant(who, brought, "Why?"),
    answer: () => answerQuestion(who, brought, "So."),
    comment: () => comment(who, { requestId, stage }, "I see."),
    attach: () => attachEvidence(who, { requestId, name: "photo.png", bytes: picture }),
    withdraw: () => withdrawRequest(who, requestId, stage),
    "give-up": () => giveUpExemption(who, requestId),
    revoke: () => revokeExemption(who, requestId, "Enough."),
    renew: () => portal.apply(who, "sensitive-content", {}, requestId),
    appeal: () => appealExemption(who, requestId, "Please look again."),
  };
  await verbs[deed]();
}

/** Whether it was done. What is refused has changed nothing, and says so in a sentence. */
async function isDone(deed: Deed, part: Part, brought: Brought): Promise<boolean> {
  const before = await portal.rowsOf(brought.requestId);
  try {
    await doIt(deed, part, brought);
  } catch (error) {
    expect(error, `${deed} by ${part}`).toBeInstanceOf(Refusal);
    expect(await portal.rowsOf(brought.requestId), `${deed} by ${part}`).toBe(before);
    if (deed === "renew") await discardExemptionDraft(portal.people[part]);
    return false;
  }
  expect(await portal.rowsOf(brought.requestId), `${deed} by ${part}`).not.toBe(before);
  return true;
}

/** So that not too much of one employee's is pending. */
async function putAway(): Promise<void> {
  const { employee } = portal.people;
  const { rows } = await portal.owner.query<{ request_id: string; stage: "request" | "appeal" }>(
    `select distinct request_id, stage from exemption_step s where closed_at is null and employee_id = $1
     and not exists (select from exemption_outcome o where o.request_id = s.request_id and o.stage = s.stage)`,
    [employee.id],
  );
  for (const { request_id, stage } of rows) await withdrawRequest(employee, request_id, stage);
}

const namesOf = (deed: Deed, of: keyof typeof SITUATIONS) => SITUATIONS[of]?.may[deed] ?? [];

test("every state is tried", () => {
  expect(new Set(Object.values(SITUATIONS).map(({ state }) => state))).toEqual(new Set(STATES));
});

describe.each(Object.keys(SITUATIONS))("%s", (name) => {
  test("the page offers what is listed, to those listed, and is nobody else's", async () => {
    const situation = SITUATIONS[name];
    if (!situation) throw new Error(name);
    const { requestId } = await situation.bring(portal);
    const owner = await getRequest(portal.people.employee, requestId);
    expect(owner.state).toBe(situation.state);
    for (const part of PEOPLE) {
      const listed = DEEDS.filter((deed) => namesOf(deed, name).includes(part));
      const request = await getRequest(portal.people[part], requestId).catch(() => null);
      // What an appeal changed, those of the first decision do not follow: the database tells them.
      const isFollowed = request?.state === situation.state;
      if (request && isFollowed) expect([...deedsOf(request, portal.people[part].id)], part).toEqual(listed);
      else expect(listed, part).toEqual([]);
    }
    await putAway();
  });

  test("whoever is listed does it; nobody else does, and nothing changed", async () => {
    const situation = SITUATIONS[name];
    if (!situation) throw new Error(name);
    let brought = await situation.bring(portal);
    for (const deed of DEEDS) {
      for (const part of PEOPLE) {
        const done = await isDone(deed, part, brought);
        expect(done, `${deed} by ${part}`).toBe(namesOf(deed, name).includes(part));
        if (!done) continue;
        await putAway();
        brought = await situation.bring(portal);
      }
    }
    await putAway();
  });
});
