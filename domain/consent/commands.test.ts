import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { setUpProgram } from "../directory/commands/set-up-program.ts";
import { CATEGORIES } from "../notice/schema.ts";
import {
  answerConsent,
  changeConsent,
  deferConsent,
  switchApplication,
  withdrawConsent,
} from "./commands.ts";
import { getConsentOverview } from "./queries.ts";
import { allowedBy, type ConsentPortal, every, openConsentPortal, statesOf } from "./test-consent.ts";

let portal: ConsentPortal;
let noticeHash: string;

beforeAll(async () => {
  portal = await openConsentPortal();
  ({ noticeHash } = portal);
});
afterAll(() => portal.close());

async function rowsOf(actor: PersonActor) {
  const [answers, choices, switches] = await Promise.all([
    portal.owner.query("select id, kind from consent_answer where employee_id = $1 order by at", [actor.id]),
    portal.owner.query("select category, state from consent_choice where employee_id = $1", [actor.id]),
    portal.owner.query("select application_id, allowed from application_choice where employee_id = $1", [
      actor.id,
    ]),
  ]);
  return { answers: answers.rows, choices: choices.rows, switches: switches.rows };
}

describe("answering", () => {
  test("no answer is requested, never given; every application is off", async () => {
    const actor = await portal.somebodyNew();
    expect(await statesOf(actor)).toEqual(Object.fromEntries(CATEGORIES.map((each) => [each, "requested"])));
    expect(await allowedBy(actor)).toEqual([]);
    expect((await getConsentOverview(actor)).answered).toBe(false);
  });

  test.each([
    ["all", every("given"), ["files", "terminal"]],
    ["none", every("refused"), []],
    ["some", { ...every("refused"), pointer: "given" }, ["files"]],
  ])(
    "%s stores each choice and switch, and one act that does not say which way it went",
    async (_, categories, applications) => {
      const actor = await portal.somebodyNew();
      const { receiptId } = await answerConsent(actor, { noticeHash, categories, applications });
      expect(await statesOf(actor)).toEqual(categories);
      expect((await allowedBy(actor)).sort()).toEqual(applications);
      const { answers, choices, switches } = await rowsOf(actor);
      expect(answers).toEqual([{ id: receiptId, kind: "answered" }]);
      expect(choices).toHaveLength(CATEGORIES.length);
      expect(switches).toHaveLength(portal.organisation.applications.length);
      expect(await portal.actsAbout(actor.id)).toEqual([
        {
          kind: "consent.answered",
          actorKind: "person",
          actorId: actor.id,
          objectId: receiptId,
          details: {},
        },
      ]);
    },
  );

  test.each(CATEGORIES)(
    "without a word on %s is refused at that field, and nothing is stored",
    async (missing) => {
      const actor = await portal.somebodyNew();
      const { [missing]: _, ...categories } = every("given");
      const answer = answerConsent(actor, { noticeHash, categories, applications: [] });
      await expect(answer).rejects.toMatchObject({
        code: "invalid",
        detail: { fields: { [`categories.${missing}`]: "Choose Allow or Don't allow." } },
      });
      expect(await rowsOf(actor)).toEqual({ answers: [], choices: [], switches: [] });
      expect(await portal.actsAbout(actor.id)).toEqual([]);
    },
  );

  test("takes no other word for a yes", async () => {
    const actor = await portal.somebodyNew();
    for (const word of ["on", "true", true, 1, "Given", null, "withdrawn"]) {
      const categories = { ...every("refused"), screen: word };
      const answer = answerConsent(actor, { noticeHash, categories, applications: [] });
      await expect(answer).rejects.toHaveProperty(["detail", "fields", "categories.screen"]);
    }
    expect((await rowsOf(actor)).answers).toEqual([]);
  });

  test("names every field that is missing, not only the first", async () => {
    const refusal = await answerConsent(portal.people.employee, {
      noticeHash,
      categories: {},
      applications: [],
    }).catch((error: unknown) => error);
    expect(refusal).toHaveProperty(
      "detail.fields",
      Object.fromEntries(CATEGORIES.map((each) => [`categories.${each}`, "Choose Allow or Don't allow."])),
    );
  });

  test("an application that is not on the list is refused", async () => {
    const actor = await portal.somebodyNew();
    const answer = answerConsent(actor, {
      noticeHash,
      categories: every("given"),
      applications: ["files", "mail"],
    });
    await expect(answer).rejects.toMatchObject({ code: "invalid", reason: "not-listed" });
    await expect(
      switchApplication(actor, { noticeHash, applicationId: "mail", allowed: true }),
    ).rejects.toMatchObject({
      code: "invalid",
      detail: { fields: { applicationId: expect.any(String) } },
    });
    expect((await rowsOf(actor)).answers).toEqual([]);
  });

  test("to a notice that is no longer the one in force is refused, for every kind of answer", async () => {
    const actor = await portal.somebodyNew();
    const stale = "f".repeat(64);
    const answers = [
      () => answerConsent(actor, { noticeHash: stale, categories: every("given"), applications: [] }),
      () => changeConsent(actor, { noticeHash: stale, category: "pointer", allowed: true }),
      () => deferConsent(actor, { noticeHash: stale }),
      () => switchApplication(actor, { noticeHash: stale, applicationId: "files", allowed: true }),
    ];
    for (const answer of answers) {
      await expect(answer()).rejects.toMatchObject({ code: "conflict", reason: "notice-changed" });
    }
    expect((await rowsOf(actor)).answers).toEqual([]);
  });

  test("bumps the person's version, so that every agent of theirs is told", async () => {
    const actor = await portal.somebodyNew();
    const version = () =>
      portal.owner.query("select version::int from person_state where person_id = $1", [actor.id]);
    const before = (await version()).rows[0].version;
    await answerConsent(actor, { noticeHash, categories: every("given"), applications: [] });
    expect((await version()).rows[0].version).toBeGreaterThan(before);
  });
});

describe("changing one's mind", () => {
  test("one category at a time leaves the others as they were", async () => {
    const actor = await portal.somebodyNew();
    await answerConsent(actor, { noticeHash, categories: every("given"), applications: ["files"] });
    await changeConsent(actor, { noticeHash, category: "screen", allowed: false });
    expect(await statesOf(actor)).toEqual({ ...every("given"), screen: "withdrawn" });
    await changeConsent(actor, { noticeHash, category: "screen", allowed: true });
    expect(await statesOf(actor)).toEqual(every("given"));
    expect((await portal.actsAbout(actor.id)).map((act) => act.kind)).toEqual([
      "consent.answered",
      "consent.withdrawn",
      "consent.answered",
    ]);
  });

  test("an application goes off and on by itself", async () => {
    const actor = await portal.somebodyNew();
    await answerConsent(actor, {
      noticeHash,
      categories: every("given"),
      applications: ["files", "drawing"],
    });
    await switchApplication(actor, { noticeHash, applicationId: "files", allowed: false });
    expect(await allowedBy(actor)).toEqual(["drawing"]);
    await switchApplication(actor, { noticeHash, applicationId: "files", allowed: true });
    expect((await allowedBy(actor)).sort()).toEqual(["drawing", "files"]);
  });

  test("withdrawing takes back everything, at any time, also before anything was said and also twice", async () => {
    const actor = await portal.somebodyNew();
    const all = Object.fromEntries(CATEGORIES.map((each) => [each, "withdrawn"]));
    await withdrawConsent(actor);
    expect(await statesOf(actor)).toEqual(all);
    await answerConsent(actor, { noticeHash, categories: every("given"), applications: ["files"] });
    await withdrawConsent(actor);
    await withdrawConsent(actor);
    expect(await statesOf(actor)).toEqual(all);
    expect((await rowsOf(actor)).answers.map((each) => each.kind)).toEqual([
      "withdrawn",
      "answered",
      "withdrawn",
      "withdrawn",
    ]);
  });

  test("a yes and a withdrawal at the same time both stand, one after the other", async () => {
    const actor = await portal.somebodyNew();
    await Promise.all([
      answerConsent(actor, { noticeHash, categories: every("given"), applications: [] }),
      withdrawConsent(actor),
      answerConsent(actor, { noticeHash, categories: every("given"), applications: [] }),
    ]);
    const { answers } = await rowsOf(actor);
    const last = answers.at(-1)?.kind === "withdrawn" ? "withdrawn" : "given";
    expect(answers).toHaveLength(3);
    expect(new Set(Object.values(await statesOf(actor)))).toEqual(new Set([last]));
  });
});

describe("asking later", () => {
  test("is possible as often as the program allows; collection stays off; then it asks for a choice", async () => {
    const actor = await portal.somebodyNew();
    for (const left of [2, 1, 0]) {
      await deferConsent(actor, { noticeHash });
      expect((await getConsentOverview(actor)).deferralsLeft).toBe(left);
    }
    expect(new Set(Object.values(await statesOf(actor)))).toEqual(new Set(["deferred"]));
    await expect(deferConsent(actor, { noticeHash })).rejects.toMatchObject({
      code: "conflict",
      reason: "no-deferrals-left",
    });
    expect((await rowsOf(actor)).choices).toEqual([]);
    await answerConsent(actor, { noticeHash, categories: every("refused"), applications: [] });
    expect(await statesOf(actor)).toEqual(every("refused"));
  });

  test("cannot be had more often by asking from many tabs at once", async () => {
    const actor = await portal.somebodyNew();
    await setUpProgram(jobActor("set-up"), { name: "Test", deferralLimit: 2 });
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => deferConsent(actor, { noticeHash })),
    );
    expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(2);
    expect((await rowsOf(actor)).answers).toHaveLength(2);
  });
});
