import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { sendDraft } from "./commands/apply.ts";
import { appealExemption, giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { checkDraft, getDraft } from "./queries/get-draft.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import type { Scope } from "./schema.ts";
import { type PastCommands, pastCommands } from "./test-past-commands.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// What is too much or too late: refused with a reason and a sentence, and nothing changed.

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

const pending = () => portal.apply(employee, "bandwidth");
const denied = async (over?: Partial<Scope>) => {
  const id = await portal.apply(employee, "bandwidth", over);
  await portal.decide(manager, id, { kind: "denied" });
  return id;
};
const granted = async () => {
  const id = await pending();
  await portal.decide(manager, id);
  return id;
};
const revoked = async () => {
  const id = await granted();
  await revokeExemption(manager, id, "No longer needed.");
  return id;
};

/** That it is refused so, and that nothing about the request and no act came of it. */
async function expectRefused(
  requestId: string,
  deed: () => Promise<unknown>,
  refusal: Record<string, unknown>,
): Promise<void> {
  const state = async () => [await portal.rowsOf(requestId), await portal.actsAbout(employee.id)];
  const before = await state();
  await expect(deed()).rejects.toMatchObject(refusal);
  expect(await state()).toEqual(before);
}

test("a twenty-first request waits until one of the twenty is settled, and its draft is kept", async () => {
  const waiting: string[] = [];
  for (let sent = 0; sent < 20; sent++) waiting.push(await pending());
  const until = new Date((await portal.now()) + 9 * DAY).toISOString().slice(0, 10);
  const form = { ...EMPTY_DRAFT, ground: "other" as const, words: "One more.", everything: true, until };
  const { id } = await saveExemptionDraft(employee, form);
  const send = async () => sendDraft(employee, (await checkDraft(employee))?.shown ?? "");
  await expectRefused(id, send, {
    code: "conflict",
    reason: "too-many",
    message: "You have 20 requests that wait for a decision. Withdraw one before you send another.",
  });
  expect((await getDraft(employee)).saved).toMatchObject({ id, form });
  await portal.decide(manager, waiting[0] ?? "", { kind: "denied" });
  expect(await send()).toEqual({ id });
});

describe("only an exemption in force is renewed, once at a time", () => {
  const NOT_RENEWABLE = {
    code: "conflict",
    reason: "not-renewable",
    message: "This exemption is no longer in force, or its renewal waits for a decision already.",
  };

  test.each<[string, () => Promise<string>]>([
    ["what waits for its decision", pending],
    ["what was denied", denied],
    ["what is being revoked", revoked],
    [
      "what was given up",
      async () => {
        const id = await granted();
        await giveUpExemption(employee, id);
        return id;
      },
    ],
    [
      "what is over",
      async () => {
        const id = await granted();
        await portal.putOn(61 * DAY);
        return id;
      },
    ],
    [
      "what is being renewed already",
      async () => {
        const id = await granted();
        await portal.apply(employee, "bandwidth", {}, id);
        return id;
      },
    ],
    ["what never was", async () => randomUUID()],
  ])("not %s", async (_, bring) => {
    const id = await bring();
    await expectRefused(id, () => portal.apply(employee, "bandwidth", {}, id), NOT_RENEWABLE);
  });

  test("by whom it was granted to", async () => {
    const id = await granted();
    for (const who of [portal.people.colleague, manager])
      await expectRefused(id, () => portal.apply(who, "bandwidth", {}, id), NOT_RENEWABLE);
    await portal.apply(employee, "bandwidth", {}, id);
  });
});

describe("an appeal", () => {
  const TOO_LATE = {
    code: "conflict",
    reason: "too-late",
    message: "An appeal can be made within 30 days, and while the dates that you asked for have not passed.",
  };
  const appeal = (id: string) => () => appealExemption(employee, id, "Please look again.");

  test.each<[string, () => Promise<string>]>([
    ["a denial", denied],
    ["a revocation", revoked],
  ])("against %s is made within 30 days of it, and not after", async (_, bring) => {
    const [early, late] = [await bring(), await bring()];
    await portal.putOn(30 * DAY - 3_600_000);
    await appeal(early)();
    await portal.putOn(2 * 3_600_000);
    await expectRefused(late, appeal(late), TOO_LATE);
  });

  test("against a revocation has its own 30 days, also where more had been denied before", async () => {
    const id = await pending();
    const at = await portal.now();
    const part = { categories: null, applications: ["terminal"], devices: null, hours: null };
    await portal.decide(manager, id, {
      kind: "narrowed",
      scope: { ...part, from: at + 1_000, until: at + 55 * DAY },
    });
    await portal.putOn(31 * DAY);
    await expectRefused(id, appeal(id), TOO_LATE);
    await revokeExemption(manager, id, "No longer needed.");
    await appeal(id)();
  });

  test("is not made of dates that have passed", async () => {
    const id = await denied({ until: (await portal.now()) + 5 * DAY });
    await portal.putOn(6 * DAY);
    await expectRefused(id, appeal(id), TOO_LATE);
  });

  test("is made of what was turned down, and once", async () => {
    const NOTHING = { code: "conflict", reason: "nothing-to-appeal" };
    for (const id of [await pending(), await granted()]) await expectRefused(id, appeal(id), NOTHING);
    const id = await denied();
    await appeal(id)();
    await expectRefused(id, appeal(id), { code: "conflict", reason: "appealed" });
    await withdrawRequest(employee, id, "appeal");
    await expectRefused(id, appeal(id), { code: "conflict", reason: "appealed" });
  });
});
