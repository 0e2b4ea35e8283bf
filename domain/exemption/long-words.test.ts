import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { applyForExemption } from "./commands/apply.ts";
import { decideExemption } from "./commands/decide.ts";
import { decideMany } from "./commands/decide-many.ts";
import { answerQuestion, askApplicant, comment } from "./commands/discuss.ts";
import { appealExemption, revokeExemption } from "./commands/end.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { getRequest } from "./queries/get-request.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import type { Scope } from "./schema.ts";
import { type PastCommands, pastCommands } from "./test-past-commands.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// Wherever something is written about a request: too much of it is refused at its field, and nothing changed.

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

const stepOf = (requestId: string) => ({ requestId, stage: "request", group: "manager" }) as const;
const pending = () => portal.apply(employee, "bandwidth");
const decided = async (kind: "approved" | "denied") => {
  const id = await pending();
  await portal.decide(manager, id, { kind });
  return id;
};
const denied = () => decided("denied");
const granted = () => decided("approved");

const inScope = async (): Promise<Scope> => {
  const from = (await portal.now()) + DAY;
  const until = from + 9 * DAY;
  return { categories: null, applications: ["terminal"], devices: null, hours: null, from, until };
};
const remedy = "Ask again.";

// A text that is checked by itself has no field of its own: the door says which it is.
test.each<[string, string, () => Promise<string>, (id: string, text: string) => Promise<unknown>]>([
  ["draft", "words", pending, (_, words) => saveExemptionDraft(employee, { ...EMPTY_DRAFT, words })],
  [
    "application",
    "words",
    pending,
    async (_, words) =>
      applyForExemption(employee, { ground: "other", words, scope: await inScope(), renews: null }),
  ],
  ["appeal", "", denied, (id, text) => appealExemption(employee, id, text)],
  [
    "comment of the applicant's",
    "",
    pending,
    (requestId, text) => comment(employee, { requestId, stage: "request" }, text),
  ],
  [
    "comment of an approver's",
    "",
    pending,
    (requestId, text) => comment(manager, { requestId, stage: "request" }, text),
  ],
  ["question", "", pending, (id, text) => askApplicant(manager, stepOf(id), text)],
  [
    "answer",
    "",
    async () => {
      const id = await pending();
      await askApplicant(manager, stepOf(id), "Why?");
      return id;
    },
    async (id, text) => {
      const { steps } = await getRequest(employee, id);
      const questionId = steps[0]?.question?.id ?? "";
      await answerQuestion(employee, { ...stepOf(id), questionId }, text);
    },
  ],
  [
    "word to an approval",
    "words",
    pending,
    (id, words) => decideExemption(manager, stepOf(id), { kind: "approved", words }),
  ],
  [
    "reason of an approval in part",
    "words",
    pending,
    async (id, words) =>
      decideExemption(manager, stepOf(id), { kind: "narrowed", words, scope: await inScope() }),
  ],
  [
    "reason of a denial",
    "words",
    pending,
    (id, words) => decideExemption(manager, stepOf(id), { kind: "denied", words, remedy }),
  ],
  [
    "remedy",
    "remedy",
    pending,
    (id, text) => decideExemption(manager, stepOf(id), { kind: "denied", words: "No.", remedy: text }),
  ],
  [
    "reason for many at once",
    "words",
    pending,
    (id, words) => decideMany(manager, [stepOf(id)], { kind: "denied", words, remedy }),
  ],
  ["revocation", "", granted, (id, text) => revokeExemption(manager, id, text)],
])("10,000 letters are refused: %s", async (_, field, bring, say) => {
  const id = await bring();
  const all = async () => [await portal.rowsOf(id), await portal.actsAbout(employee.id)];
  const before = await all();
  await expect(say(id, "x".repeat(10_000))).rejects.toMatchObject({
    code: "invalid",
    reason: "malformed",
    detail: { fields: { [field]: "At most 4,000 letters." } },
  });
  expect(await all()).toEqual(before);
});

test("4,000 letters are kept, in whatever script", async () => {
  const id = await pending();
  const long = "漢".repeat(4_000);
  await comment(employee, { requestId: id, stage: "request" }, long);
  await decideExemption(manager, stepOf(id), { kind: "denied", words: long, remedy: long });
  const { messages, steps } = await getRequest(employee, id);
  expect(messages[0]?.words).toBe(long);
  expect(steps[0]?.decision).toMatchObject({ words: long, remedy: long });
});
