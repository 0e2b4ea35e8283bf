import { afterAll, beforeAll, expect, test } from "vitest";
import { jobActor } from "../actor/queries.ts";
import { sendLetters } from "./commands/send-letters.ts";
import { correctionLetterOf } from "./rules/correction-letter.ts";
import { type DeliveryPortal, openDeliveryPortal } from "./test-delivery.ts";

let portal: DeliveryPortal;
beforeAll(async () => {
  portal = await openDeliveryPortal();
});
afterAll(() => portal.close());

test.each([
  ["contested", "corrections"],
  ["contest-answered", "my-data/corrections"],
] as const)("%s: holds one link, and nothing of what it is about", (kind, place) => {
  const { subject, text, html } = correctionLetterOf({
    kind,
    name: "Aster\nX",
    portalUrl: "https://sayso.example",
  });
  const link = `https://sayso.example/${place}`;
  expect(text.match(/\S*:\/\/\S*/g)).toEqual([link]);
  expect(html.match(/[^\s"<>]*:\/\/[^\s"<>]*/g)).toEqual([link]);
  expect(text).toContain("Hello Aster X,");
  expect(subject).not.toContain("Aster");
  expect(`${subject} ${text}`).not.toMatch(
    /upheld|record stands|it stands|right|deleted|terminal|application|computer/i,
  );
});

test("both go out to whom they are for, once", async () => {
  const { steward, employee } = portal.people;
  for (const [kind, person, isApplicant] of [
    ["contested", steward, false],
    ["contest-answered", employee, true],
  ] as const)
    await portal.owner.query(
      "insert into letter (id, person_id, is_applicant, kind, object_id) values (gen_random_uuid(), $1, $2, $3, gen_random_uuid())",
      [person.id, isApplicant, kind],
    );
  expect(await sendLetters(jobActor("send-letters"))).toMatchObject({ sent: 2, refused: 0, stopped: null });
  expect(await portal.newLetters()).toEqual(
    new Map([
      [steward.email, 1],
      [employee.email, 1],
    ]),
  );
  expect(await sendLetters(jobActor("send-letters"))).toMatchObject({ sent: 0 });
});

test("the outbox takes no such kind for anybody else, nor any other without a request", async () => {
  const { id } = portal.people.employee;
  for (const [kind, isApplicant] of [
    ["contested", true],
    ["contest-answered", false],
    ["sent", true],
    ["asked", false],
  ] as const)
    await expect(
      portal.owner.query(
        "insert into letter (id, person_id, is_applicant, kind, object_id) values (gen_random_uuid(), $1, $2, $3, gen_random_uuid())",
        [id, isApplicant, kind],
      ),
      kind,
    ).rejects.toMatchObject({ code: "23514" });
});
