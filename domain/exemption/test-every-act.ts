import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Refusal } from "../../lib/refusal.ts";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { attachEvidence, removeEvidence } from "./commands/attach-file.ts";
import { answerQuestion, askApplicant, comment } from "./commands/discuss.ts";
import { appealExemption, giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { draftRenewal } from "./commands/save-draft.ts";
import { DEEDS, type Deed, deedsOf } from "./policy.ts";
import { getRequest } from "./queries/get-request.ts";
import { clockwork, openRequestPortal, type RequestPortal } from "./test-requests.ts";
import { addFile, type Brought, PEOPLE, putAway, type Situation, type Situations } from "./test-states.ts";

/** All that people can do with a request that was sent, and by which deed it is listed. */
const ACTS = {
  approve: "decide",
  narrow: "decide",
  deny: "decide",
  ask: "ask",
  answer: "answer",
  comment: "comment",
  attach: "attach",
  // What was sent stays as it was sent.
  "remove-a-file": null,
  withdraw: "withdraw",
  "give-up": "give-up",
  revoke: "revoke",
  "draft-a-renewal": "renew",
  renew: "renew",
  appeal: "appeal",
} as const satisfies Record<string, Deed | null>;
type Act = keyof typeof ACTS;
const isAct = (name: string): name is Act => name in ACTS;

let portal: RequestPortal;
let picture: Buffer;

/** Tries every act by everybody in each of these situations, and looks at what the pages offer there. */
export function tryEveryAct(situations: Situations): void {
  beforeAll(async () => {
    portal = await openRequestPortal();
    const plain = { width: 8, height: 8, channels: 3, background: "#123" } as const;
    picture = await sharp({ create: plain }).png().toBuffer();
  });
  afterAll(() => portal.close());

  describe.each(Object.entries(situations))("%s", (_, situation) => {
    test("the page offers what is listed, to those listed, and is nobody else's", () =>
      expectOffers(situation));
    // Some two hundred tries, each a transaction of its own.
    test(
      "whoever is listed does it; nobody else does, and nothing changed",
      () => expectDeeds(situation),
      120_000,
    );
    test("the clock does what is listed, once it is due", () => expectTurn(situation));
  });
}

async function expectOffers(situation: Situation): Promise<void> {
  const { requestId } = await situation.bring(portal);
  const offered = { ...situation.may, ...situation.offers };
  for (const part of PEOPLE) {
    const listed = DEEDS.filter((deed) => offered[deed]?.includes(part));
    const request = await getRequest(portal.people[part], requestId).catch(expectRefusal);
    expect(request ? [...deedsOf(request, portal.people[part].id)] : [], part).toEqual(listed);
    const follows = part === "employee" || situation.may.decide?.includes(part);
    if (request)
      expect(request.state, part).toBe(follows ? situation.state : (situation.seenBefore ?? situation.state));
    else expect(part).not.toBe("employee");
  }
  await putAway(portal);
}

function expectRefusal(error: unknown): null {
  expect(error).toBeInstanceOf(Refusal);
  return null;
}

async function expectDeeds({ bring, may }: Situation): Promise<void> {
  const again = async () => {
    await putAway(portal);
    const brought = await bring(portal);
    return { ...brought, fileId: await addFile(portal, brought.requestId) };
  };
  let brought = await again();
  const acts = Object.keys(ACTS).filter(isAct);
  const listed = (act: Act) => {
    const deed = ACTS[act];
    return deed === null ? [] : (may[deed] ?? []);
  };
  const others = (act: Act) => PEOPLE.filter((part) => !listed(act).includes(part));
  let before = await tracesOf(brought);
  for (const act of acts.filter((each) => each !== "renew")) await expectRefused(act, others(act), brought);
  expect(await tracesOf(brought), "after all that was refused").toBe(before);
  // Whoever tries to renew has a draft first.
  await expectRefused("renew", others("renew"), brought);
  await portal.owner.query("delete from exemption_draft");
  expect(await tracesOf(brought), "after what was no renewal").toBe(before);
  for (const act of acts)
    for (const part of listed(act)) {
      await doIt(act, part, brought);
      expect(await tracesOf(brought), `${act} by ${part}`).not.toBe(before);
      brought = await again();
      before = await tracesOf(brought);
    }
  await putAway(portal);
}

/** That each of them is refused, and reads why. */
async function expectRefused(act: Act, parts: readonly Part[], brought: Known): Promise<void> {
  const tried = await Promise.allSettled(parts.map((part) => doIt(act, part, brought)));
  for (const [place, each] of tried.entries()) {
    expect(each.status, `${act} by ${parts[place]}`).toBe("rejected");
    if (each.status === "rejected") expect(each.reason, `${act} by ${parts[place]}`).toBeInstanceOf(Refusal);
  }
}

type Known = Brought & { readonly fileId: string };

function doIt(act: Act, part: Part, brought: Known): Promise<unknown> {
  const who = portal.people[part];
  const { requestId, stage, group, ground, fileId } = brought;
  const verbs: Record<Act, () => Promise<unknown>> = {
    approve: () => portal.decide(who, requestId, { stage, group, kind: "approved" }),
    narrow: () => portal.decide(who, requestId, { stage, group, kind: "narrowed" }),
    deny: () => portal.decide(who, requestId, { stage, group, kind: "denied" }),
    ask: () => askApplicant(who, brought, "Why?"),
    answer: () => answerQuestion(who, brought, "So."),
    comment: () => comment(who, { requestId, stage }, "I see."),
    attach: () => attachEvidence(who, { requestId, name: "photo.png", bytes: picture }),
    "remove-a-file": () => removeEvidence(who, fileId),
    withdraw: () => withdrawRequest(who, requestId, stage),
    "give-up": () => giveUpExemption(who, requestId),
    revoke: () => revokeExemption(who, requestId, "Enough."),
    "draft-a-renewal": () => draftRenewal(who, { requestId, replaces: false }),
    renew: () => portal.apply(who, ground, {}, requestId),
    appeal: () => appealExemption(who, requestId, "Please look again."),
  };
  return verbs[act]();
}

/** The rows about it, and the draft of its renewal. */
async function tracesOf({ requestId }: Brought): Promise<string> {
  const rows = await portal.rowsOf(requestId);
  const drafts = await portal.owner.query("select from exemption_draft");
  return `${rows}\n${drafts.rowCount} drafts`;
}

/** What the clock does at the step that was brought, at the moment at which it next does something there. */
async function expectTurn({ bring, clock }: Situation): Promise<void> {
  const { requestId, stage, group } = await bring(portal);
  const step = [requestId, stage, group];
  const turns = async () => {
    const { rows } = await portal.owner.query<{ kind: string }>(
      `select kind from exemption_turn where request_id = $1 and stage = $2 and grp = $3
       union all select kind from exemption_outcome where request_id = $1 and stage = $2 and $3 <> '' order by 1`,
      step,
    );
    return rows.map(({ kind }) => kind);
  };
  const { rows } = await portal.owner.query<{ at: Date | null }>(
    `select next_at as at from exemption_step
     where request_id = $1 and stage = $2 and grp = $3 and closed_at is null`,
    step,
  );
  const before = await turns();
  await portal.putOn(Math.max(0, (rows[0]?.at?.getTime() ?? 0) - (await portal.now()) + 1_000));
  await runExemptionClock(clockwork);
  const after = await turns();
  expect(after.toSorted()).toEqual([...before, ...(clock ? [clock] : [])].toSorted());
  await putAway(portal);
}
