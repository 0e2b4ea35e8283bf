import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishNext } from "../../../prisma/factories/publish-next.ts";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { approveDraft } from "../commands/approve-draft.ts";
import { beginTranslation } from "../commands/begin-draft.ts";
import { saveDraft } from "../commands/save-draft.ts";
import { getDraft } from "./get-draft.ts";
import { findPosted, listPostedPlaces } from "./posted.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const next = (jurisdiction: string, why: string, effectiveAt: Date | null = null) => {
  const { title, body } = portal.organisation.notice;
  return publishNext(portal.people, {
    jurisdiction,
    title,
    body: { ...body, why },
    substance: true,
    effectiveAt,
  });
};

describe("what is posted", () => {
  test("is the place's own notice, else the federal one, and says which", async () => {
    const ny = await findPosted("US-NY");
    expect(ny).toMatchObject({ name: "New York", isOwn: true, isBlocked: false });
    expect(ny?.notices).toMatchObject([{ jurisdiction: "US-NY", language: "en", version: 1 }]);
    const tx = await findPosted("US-TX");
    expect(tx).toMatchObject({ name: "Texas", isOwn: false, notices: [{ jurisdiction: "US" }] });
    expect(await findPosted("US")).toMatchObject({ isOwn: true, notices: [{ jurisdiction: "US" }] });
    expect(await findPosted("DE")).toMatchObject({ name: "Germany", isBlocked: true, isOwn: false });
  });

  test("is under the hash that people acknowledge", async () => {
    const { rows } = await portal.owner.query(
      "select sha256, content from notice where jurisdiction = 'US-NY'",
    );
    const [posted] = (await findPosted("US-NY"))?.notices ?? [];
    expect(posted?.sha256).toBe(rows[0].sha256);
    expect({ title: posted?.title, ...posted?.body }).toEqual(JSON.parse(rows[0].content));
  });

  test.each(["US-ZZ", "us-ny", "", "nowhere", "US-NY' or '1'='1", "\u0000", "x".repeat(10_000)])(
    "is nothing for %j",
    async (place) => {
      expect(await findPosted(place)).toBeNull();
    },
  );

  test("follows when a version takes effect, not when it is published", async () => {
    await next("US-CT", "From its approval.");
    await next("US-CT", "From tomorrow.", new Date(Date.now() + 86_400_000));
    const ct = await findPosted("US-CT");
    expect(ct).toMatchObject({ isOwn: true, notices: [{ version: 1, body: { why: "From its approval." } }] });
    await next("US-ME", "From tomorrow, and none before.", new Date(Date.now() + 86_400_000));
    expect(await findPosted("US-ME")).toMatchObject({ isOwn: false, notices: [{ jurisdiction: "US" }] });
  });

  test("is there in every language that is in force, English first", async () => {
    const { legal, secondLegal } = portal.people;
    const { id: translates } = await next("US-CA", "In two languages.");
    const translated = async (language: string, title: string, effectiveAt: Date | null) => {
      const { id: draftId } = await beginTranslation(legal, { translates, language });
      const form = { ...(await getDraft(legal, draftId)).form, title };
      await saveDraft(legal, { draftId, basedOn: 1, form, isReady: true, substance: false, effectiveAt });
      await approveDraft(secondLegal, { draftId, revision: 2 });
    };
    await translated("de", "Wie wir arbeiten", null);
    await translated("fr", "À partir de demain", new Date(Date.now() + 86_400_000));
    expect((await findPosted("US-CA"))?.notices.map(({ language }) => language)).toEqual(["en", "de"]);
    await next("US-CA", "In one language again.");
    expect((await findPosted("US-CA"))?.notices).toMatchObject([{ language: "en", version: 2 }]);
  });
});

test("every place with a row of law is listed once, the federal one first", async () => {
  const places = await listPostedPlaces();
  expect(places[0]?.code).toBe("US");
  expect(new Set(places.map(({ code }) => code)).size).toBe(places.length);
  expect(places.length).toBeGreaterThan(50);
  expect(places.filter(({ isBlocked }) => isBlocked).map(({ code }) => code)).toContain("DE");
});
