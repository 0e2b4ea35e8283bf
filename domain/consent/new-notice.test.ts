import { afterAll, beforeAll, expect, test } from "vitest";
import { anyContains } from "../../lib/interval.ts";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import type { PersonActor } from "../actor/schema.ts";
import { loadPeople } from "../directive/queries.ts";
import type { Query } from "../notice/queries/load-gate.ts";
import { answerConsent } from "./commands.ts";
import { allowedBy, type ConsentPortal, every, openConsentPortal, statesOf } from "./test-consent.ts";

let portal: ConsentPortal;
let noticeHash: string;

beforeAll(async () => {
  portal = await openConsentPortal();
  ({ noticeHash } = portal);
});
afterAll(() => portal.close());

/** What `allowedBy` says, as the directive's facts have it. */
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

test("a new notice of substance makes every yes expire, until it is said again", async () => {
  const actor = await portal.somebodyNew();
  await answerConsent(actor, { noticeHash, categories: every("given"), applications: ["files"] });
  const { title, body } = portal.organisation.notice;
  const { sha256 } = await publishNext(portal.people, {
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
