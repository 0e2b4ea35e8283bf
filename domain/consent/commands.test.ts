import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anyContains } from "../../lib/interval.ts";
import { publicKeys } from "../../lib/signing.ts";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { actorForSession, jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { loadPeople, type Query } from "../directive/queries.ts";
import { setUpProgram } from "../directory/commands/set-up-program.ts";
import { publishNotice } from "../notice/commands.ts";
import { CATEGORIES } from "../notice/schema.ts";
import { approveApplications } from "./commands/approve-applications.ts";
import {
  answerConsent,
  changeConsent,
  deferConsent,
  switchApplication,
  withdrawConsent,
} from "./commands.ts";
import { getConsentOverview, getReceipt, listReceiptPage, listReceipts } from "./queries.ts";
import { RECEIPT_TYP } from "./rules.ts";
import type { ApprovedApplication } from "./schema.ts";

let portal: TestPortal;
let noticeHash: string;
let next = 22;

beforeAll(async () => {
  portal = await openTestPortal(60);
  noticeHash = (await getConsentOverview(portal.people.employee)).notice.sha256;
});
afterAll(() => portal.close());

/** Somebody who has not said anything yet. */
function somebodyNew(): Promise<PersonActor> {
  next += 1;
  return actorForSession({ subject: portal.organisation.people[next]?.subject ?? "", epoch: 1 });
}

const every = (answer: "given" | "refused") => Object.fromEntries(CATEGORIES.map((each) => [each, answer]));
const statesOf = async (actor: PersonActor) => (await getConsentOverview(actor)).states;
const allowedBy = async (actor: PersonActor) =>
  (await getConsentOverview(actor)).applications.filter((each) => each.allowed).map((each) => each.id);

/** The same, as the directive's facts have it. */
async function onFor(actor: PersonActor): Promise<string[]> {
  await portal.asApp({ kind: "person", id: actor.id, subjects: [actor.id] }, async (client) => {
    await client.query(
      "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'device.linked')",
      [actor.id],
    );
    await client.query(
      `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint)
       values (gen_random_uuid(), $1, 'Laptop', 'linux', 'S1', '{}', gen_random_uuid())`,
      [actor.id],
    );
  });
  const query: Query = async (_, text, values) => (await portal.owner.query(text, [...values])).rows;
  const [facts] = (await loadPeople(query, [actor.id])).get(actor.id)?.devices.values() ?? [];
  if (!facts) throw new Error("nothing is known of them");
  return facts.applications.filter((each) => anyContains(each.allowed, Date.now())).map((each) => each.id);
}

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
    const actor = await somebodyNew();
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
      const actor = await somebodyNew();
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
      const actor = await somebodyNew();
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
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
    const version = () =>
      portal.owner.query("select version::int from person_state where person_id = $1", [actor.id]);
    const before = (await version()).rows[0].version;
    await answerConsent(actor, { noticeHash, categories: every("given"), applications: [] });
    expect((await version()).rows[0].version).toBeGreaterThan(before);
  });
});

describe("changing one's mind", () => {
  test("one category at a time leaves the others as they were", async () => {
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
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
    const actor = await somebodyNew();
    await setUpProgram(jobActor("set-up"), { name: "Test", deferralLimit: 2 });
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => deferConsent(actor, { noticeHash })),
    );
    expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(2);
    expect((await rowsOf(actor)).answers).toHaveLength(2);
  });
});

describe("receipts", () => {
  test("are signed by the portal, bound to the notice's hash, and say what was chosen", async () => {
    const actor = await somebodyNew();
    const categories = { ...every("given"), screen: "refused" };
    const { receiptId } = await answerConsent(actor, { noticeHash, categories, applications: ["files"] });
    const { receipt, signed } = await getReceipt(actor, receiptId);
    const keys = createLocalJWKSet(await publicKeys());
    const { payload, protectedHeader } = await jwtVerify(signed, keys, {
      typ: RECEIPT_TYP,
      algorithms: ["EdDSA"],
    });
    expect(protectedHeader.kid).toBe("test");
    expect(payload).toEqual(receipt);
    expect(receipt.pii_processing.privacy_notice.sha256).toBe(noticeHash);
    expect(Object.fromEntries(receipt.events.map((each) => [each.pii_type, each.event_state]))).toEqual({
      pointer: "consent given",
      keyboard: "consent given",
      screen: "consent refused",
      application: "consent given",
    });
    const { rows } = await portal.owner.query("select at from consent_answer where id = $1", [receiptId]);
    expect(receipt.receipt.issued_at).toBe(rows[0].at.toISOString());
    const [header, body, signature] = signed.split(".");
    const forged = Buffer.from(JSON.stringify({ ...payload, events: [] })).toString("base64url");
    await expect(jwtVerify([header, forged, signature].join("."), keys)).rejects.toThrow("signature");
    expect(body).not.toBe(forged);
  });

  test("are kept for every answer, newest first, and shown to their owner alone", async () => {
    const actor = await somebodyNew();
    const first = await answerConsent(actor, { noticeHash, categories: every("given"), applications: [] });
    const second = await withdrawConsent(actor);
    expect((await listReceipts(actor)).map((each) => each.id)).toEqual([second.receiptId, first.receiptId]);
    for (const other of [portal.people.legal, portal.people.admin, portal.people.manager]) {
      await expect(getReceipt(other, first.receiptId)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(getReceipt(actor, "none")).rejects.toMatchObject({ code: "not_found" });
  });
});

test("receipts come a page at a time", async () => {
  const actor = await somebodyNew();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.unshift((await withdrawConsent(actor)).receiptId);
  const first = await listReceiptPage(actor, { limit: 2 });
  expect(first).toMatchObject({ hasEarlier: true, receipts: [{ id: ids[0] }, { id: ids[1] }] });
  const rest = await listReceiptPage(actor, { limit: 2, before: first.receipts[1]?.at });
  expect(rest).toMatchObject({ hasEarlier: false, receipts: [{ id: ids[2] }] });
  expect(await listReceipts(actor)).toEqual([...first.receipts, ...rest.receipts]);
});

describe("an approved application", () => {
  const files = () => {
    const found = portal.organisation.applications.find(({ id }) => id === "files");
    if (!found) throw new Error("the organisation lists no files");
    return found;
  };
  const approve = (changes: Partial<ApprovedApplication>) =>
    approveApplications(jobActor("legal"), [{ ...files(), ...changes }]);

  test("is never widened under an old yes: more takes a new id", async () => {
    const wider: Partial<ApprovedApplication>[] = [
      { categories: [...CATEGORIES] },
      { match: { ...files().match, linux: ["nautilus", "firefox"] } },
      { match: { linux: ["nautilus"], win32: ["explorer", "chrome"] } },
    ];
    for (const each of wider) {
      await expect(approve(each)).rejects.toMatchObject({
        code: "conflict",
        reason: "widened",
        message: expect.stringContaining("another id"),
      });
    }
    await approve({ ...wider[0], id: "files-and-pictures" });
  });

  test("is reworded and narrowed, and then not widened again; the same once more locks nobody", async () => {
    await approve({ why: "For a better reason.", categories: ["pointer"], match: { linux: ["dolphin"] } });
    await expect(approve({})).rejects.toMatchObject({ reason: "widened" });
    const sum = () => portal.owner.query("select sum(version)::int as sum from person_state");
    const before = (await sum()).rows;
    await approve({ why: "For a better reason.", categories: ["pointer"], match: { linux: ["dolphin"] } });
    expect((await sum()).rows).toEqual(before);
  });

  test("does not come back once it was retired", async () => {
    await approve({ id: "old" });
    await changeOf("old", "retired_at = sayso_now()");
    await expect(approve({ id: "old" })).rejects.toMatchObject({ code: "conflict", reason: "retired" });
    await expect(changeOf("old", "retired_at = null")).rejects.toMatchObject({ code: "23001" });
  });

  test.each(["categories = categories || '{screen}'", `match = match || '{"darwin": ["mail"]}'`])(
    "is not widened past the command either: %s",
    async (change) => {
      await expect(changeOf("terminal", change)).rejects.toMatchObject({ code: "23001" });
    },
  );

  const changeOf = (id: string, change: string) =>
    portal.asApp({ kind: "job", id: null, subjects: [] }, async (client) => {
      await client.query("insert into act (actor_kind, kind) values ('job', 'application.approved')");
      await client.query(`update approved_application set ${change} where id = $1`, [id]);
    });
});

describe("straight in SQL, as the role the portal runs as", () => {
  const speakerOf = ({ id }: PersonActor): Speaker => ({ kind: "person", id, subjects: [id] });
  const say = (speaker: Speaker, kind: string, at: string, choices: string) =>
    portal.asApp(speaker, async (client) => {
      await client.query("insert into act (actor_kind, actor_id, kind) values ($1, $2, 'consent.answered')", [
        speaker.kind,
        speaker.id,
      ]);
      await client.query(
        `with answer as (
           insert into consent_answer (id, employee_id, notice_id, kind, at, receipt)
           select gen_random_uuid(), $1, n.id, $2, ${at}, 'r' from notice n limit 1 returning id)
         select id from answer`,
        [speaker.subjects[0], kind],
      );
      if (choices) await client.query(choices, [speaker.subjects[0]]);
    });
  const give = `insert into consent_choice select $1, id, 'pointer', 'given' from consent_answer
    where employee_id = $1 order by at desc limit 1`;

  test("an answer is dated now, and after every answer before it", async () => {
    const actor = await somebodyNew();
    for (const at of ["sayso_now() - interval '1 minute'", "sayso_now() + interval '1 minute'"]) {
      await expect(say(speakerOf(actor), "answered", at, give)).rejects.toMatchObject({ code: "23514" });
    }
    await withdrawConsent(actor);
    const before = "sayso_now() - interval '5 seconds'";
    await expect(say(speakerOf(actor), "answered", before, give)).rejects.toMatchObject({ code: "23514" });
    await expect(say(speakerOf(actor), "answered", "sayso_now()", give)).resolves.toBeUndefined();
  });

  test("no choice joins an answer that was made before, or was no choice", async () => {
    const actor = await somebodyNew();
    await changeConsent(actor, { noticeHash, category: "keyboard", allowed: false });
    const late = portal.asApp(speakerOf(actor), (client) => client.query(give, [actor.id]));
    await expect(late).rejects.toMatchObject({ code: "23001" });
    await expect(say(speakerOf(actor), "deferred", "sayso_now()", give)).rejects.toMatchObject({
      code: "23514",
    });
    expect((await statesOf(actor)).pointer).toBe("requested");
  });

  test("nobody but the employee in a browser answers for them", async () => {
    const actor = await somebodyNew();
    const own = speakerOf(actor);
    const others: Speaker[] = [
      { ...own, kind: "device" },
      { kind: "job", id: null, subjects: own.subjects },
      { ...speakerOf(portal.people.manager), subjects: own.subjects },
    ];
    for (const speaker of others) {
      await expect(say(speaker, "answered", "sayso_now()", give)).rejects.toMatchObject({ code: "42501" });
    }
    expect(await statesOf(actor)).toMatchObject({ pointer: "requested" });
  });

  test.each(["consent_answer", "consent_choice", "application_choice"])(
    "%s is append-only, for its owner too",
    async (table) => {
      const self = speakerOf(portal.people.employee);
      const change = table === "consent_answer" ? "kind = 'answered'" : "employee_id = employee_id";
      for (const sql of [
        `update ${table} set ${change}`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ]) {
        await expect(portal.asApp(self, (client) => client.query(sql))).rejects.toMatchObject({
          code: "42501",
        });
        await expect(portal.owner.query(sql)).rejects.toMatchObject({ code: "23001" });
      }
    },
  );
});

test("a new notice of substance makes every yes expire, until it is said again", async () => {
  const actor = await somebodyNew();
  await answerConsent(actor, { noticeHash, categories: every("given"), applications: ["files"] });
  const { title, body } = portal.organisation.notice;
  const { sha256 } = await publishNotice(jobActor("legal"), {
    jurisdiction: "US",
    title,
    substance: true,
    body: { ...body, why: "For another reason." },
  });
  expect(new Set(Object.values(await statesOf(actor)))).toEqual(new Set(["expired"]));
  expect(await allowedBy(actor)).toEqual([]);
  expect(await onFor(actor)).toEqual([]);
  const stale = answerConsent(actor, { noticeHash, categories: every("given"), applications: [] });
  await expect(stale).rejects.toMatchObject({ reason: "notice-changed" });
  await answerConsent(actor, { noticeHash: sha256, categories: every("given"), applications: ["drawing"] });
  expect(await statesOf(actor)).toEqual(every("given"));
  expect(await allowedBy(actor)).toEqual(["drawing"]);
  expect(await onFor(actor)).toEqual(["drawing"]);
});
