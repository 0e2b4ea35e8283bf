import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Speaker } from "../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { answerConsent, changeConsent, withdrawConsent } from "./commands.ts";
import { type ConsentPortal, every, openConsentPortal, statesOf } from "./test-consent.ts";

let portal: ConsentPortal;
let noticeHash: string;

beforeAll(async () => {
  portal = await openConsentPortal();
  ({ noticeHash } = portal);
});
afterAll(() => portal.close());

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
           select gen_random_uuid(), $1, n.id, $2, ${at}, 'r' from notice n where n.jurisdiction = 'US' limit 1 returning id)
         select id from answer`,
        [speaker.subjects[0], kind],
      );
      if (choices) await client.query(choices, [speaker.subjects[0]]);
    });
  const give = `insert into consent_choice select $1, id, 'pointer', 'given' from consent_answer
    where employee_id = $1 order by at desc limit 1`;

  test("an answer is dated now, and after every answer before it", async () => {
    const actor = await portal.somebodyNew();
    for (const at of ["sayso_now() - interval '1 minute'", "sayso_now() + interval '1 minute'"]) {
      await expect(say(speakerOf(actor), "answered", at, give)).rejects.toMatchObject({ code: "23514" });
    }
    await withdrawConsent(actor);
    const before = `(select max(at) from consent_answer where employee_id = '${actor.id}') - interval '1 millisecond'`;
    await expect(say(speakerOf(actor), "answered", before, give)).rejects.toMatchObject({ code: "23514" });
    await expect(say(speakerOf(actor), "answered", "sayso_now()", give)).resolves.toBeUndefined();
  });

  test("no choice joins an answer that was made before, or was no choice", async () => {
    const actor = await portal.somebodyNew();
    await changeConsent(actor, { noticeHash, category: "keyboard", allowed: false });
    const late = portal.asApp(speakerOf(actor), (client) => client.query(give, [actor.id]));
    await expect(late).rejects.toMatchObject({ code: "23001" });
    await expect(say(speakerOf(actor), "deferred", "sayso_now()", give)).rejects.toMatchObject({
      code: "23514",
    });
    expect((await statesOf(actor)).pointer).toBe("requested");
  });

  test("nobody but the employee in a browser answers for them", async () => {
    const actor = await portal.somebodyNew();
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
      await answerConsent(portal.people.employee, {
        noticeHash,
        categories: every("given"),
        applications: [],
      });
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
