import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { decideExemption } from "./commands/decide.ts";
import { decideMany } from "./commands/decide-many.ts";
import { appealExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { deedsOf } from "./policy.ts";
import { getRequest } from "./queries/get-request.ts";
import { openRequestPortal, type RequestPortal, speakerOf } from "./test-requests.ts";

// What is decided on appeal is final, so it comes with a reason; and until then nobody ends what it is about.

let portal: RequestPortal;
let employee: PersonActor;
let arbiter: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, arbiter } = portal.people);
});
afterAll(() => portal.close());

const appealOf = (requestId: string) => ({ requestId, stage: "appeal", group: "appeals" }) as const;
async function appealed(): Promise<string> {
  const id = await portal.apply(employee, "power");
  await portal.decide(portal.people.manager, id, { kind: "denied" });
  await appealExemption(employee, id, "Please look again.");
  return id;
}
const decisionsOn = async (id: string) =>
  (
    await portal.owner.query(
      "select kind from exemption_decision where request_id = $1 and stage = 'appeal'",
      [id],
    )
  ).rows;

const SILENT = [
  { kind: "approved", words: "" },
  { kind: "approved", words: " \n\t " },
  { kind: "denied", words: "", remedy: "" },
];

test("a yes without a word is refused at the field of the reason, and a no as well; nothing is recorded", async () => {
  const id = await appealed();
  for (const input of SILENT)
    await expect(decideExemption(arbiter, appealOf(id), input)).rejects.toMatchObject({
      code: "invalid",
      detail: { fields: { words: expect.stringMatching(/^Say why/) } },
    });
  expect(await decisionsOn(id)).toEqual([]);
  await decideExemption(arbiter, appealOf(id), { kind: "approved", words: "There is no socket." });
  const { steps } = await getRequest(employee, id);
  expect(steps.find(({ stage }) => stage === "appeal")?.decision).toMatchObject({
    kind: "approved",
    words: "There is no socket.",
  });
});

test("several are none without a word, and all of them read the one that is given", async () => {
  const ids = [await appealed(), await appealed()];
  for (const input of SILENT)
    await expect(decideMany(arbiter, ids.map(appealOf), input)).rejects.toMatchObject({
      code: "invalid",
      detail: { fields: { words: expect.stringMatching(/^Say why/) } },
    });
  for (const id of ids) expect(await decisionsOn(id)).toEqual([]);
  const results = await decideMany(arbiter, ids.map(appealOf), { kind: "approved", words: "Of course." });
  expect(results.map(({ refusal }) => refusal)).toEqual([null, null]);
  for (const id of ids)
    expect((await getRequest(employee, id)).steps.at(-1)?.decision?.words).toBe("Of course.");
});

test("who decided first is not offered to revoke what is under appeal, and reads no word of it", async () => {
  const { manager, colleague } = portal.people;
  const id = await portal.apply(employee, "bandwidth");
  await portal.decide(manager, id, { kind: "narrowed" });
  await portal.putOn(2_000);
  const offered = async () => deedsOf(await getRequest(manager, id), manager.id);
  expect(await offered()).toEqual(new Set(["revoke"]));
  await appealExemption(employee, id, "All of it is needed.");
  const seen = await getRequest(manager, id);
  expect(seen).toMatchObject({
    state: "active",
    stage: null,
    appeal: null,
    isUnderAppeal: true,
    messages: [],
  });
  expect(seen.steps.map(({ stage }) => stage)).toEqual(["request"]);
  expect(await offered()).toEqual(new Set());
  await expect(revokeExemption(manager, id, "Enough.")).rejects.toMatchObject({ reason: "appealed" });
  const { rows } = await portal.asApp(speakerOf(colleague), (client) =>
    client.query("select is_under_appeal($1) as known", [id]),
  );
  expect(rows).toEqual([{ known: false }]);
  await withdrawRequest(employee, id, "appeal");
  expect(await offered()).toEqual(new Set(["revoke"]));
});
