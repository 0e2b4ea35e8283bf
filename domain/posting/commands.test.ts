import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { addPostingFile } from "./commands/add-posting-file.ts";
import { endPosting, inspectPosting } from "./commands/end-posting.ts";
import { recordPosting } from "./commands/record-posting.ts";
import { getPostingFile } from "./queries/get-posting-file.ts";
import { getWorkplace, listWorkplaces } from "./queries/list-workplaces.ts";

let portal: TestPortal;
let legal: PersonActor;
let noticeId: string;
let photo: Buffer;
let places = 0;

/** In Connecticut, which prescribes no words, so that the federal notice counts. */
const MILL = "teapot-mill";

beforeAll(async () => {
  portal = await openTestPortal();
  legal = portal.people.legal;
  const { rows } = await portal.owner.query(
    "select id from notice where jurisdiction = 'US' and version = 1",
  );
  noticeId = rows[0].id;
  photo = await sharp({ create: { width: 20, height: 20, channels: 3, background: "#123" } })
    .jpeg()
    .toBuffer();
});
afterAll(() => portal.close());

/** In a place of its own, so that the tests do not meet. */
const newPosting = (more: Record<string, unknown> = {}) => ({
  workplaceId: MILL,
  noticeId,
  place: `Wall ${++places}`,
  putUpBy: "Basil",
  ...more,
});

const about = async (id: string) =>
  (
    await portal.owner.query("select kind, actor_id, details from act where object_id = $1 order by seq", [
      id,
    ])
  ).rows;
const count = async (table: string) =>
  (await portal.owner.query(`select count(*)::int as n from ${table}`)).rows[0].n;
const speaker = (actor: PersonActor): Speaker => ({ kind: "person", id: actor.id, subjects: [actor.id] });

describe("recording a posting", () => {
  test("counts from that moment on, is an act, and closes the gap at the workplace", async () => {
    const before = (await getWorkplace(legal, MILL)).workplace;
    expect(before).toMatchObject({ isAsked: true, toPost: { id: noticeId }, postings: [] });
    expect(before.gaps).toEqual([{ from: before.since, to: Infinity }]);
    const { id, at } = await recordPosting(legal, newPosting());
    expect(Date.now() - Number(at)).toBeLessThan(60_000);
    expect(await about(id)).toEqual([
      { kind: "posting.recorded", actor_id: legal.id, details: { workplaceId: MILL, noticeId } },
    ]);
    const { workplace } = await getWorkplace(legal, MILL);
    expect(workplace.gaps).toEqual([{ from: before.since, to: at.getTime() }]);
    expect(workplace.postings).toMatchObject([
      { id, isCounting: true, putUpBy: "Basil", recordedBy: legal.name, end: null },
    ]);
  });

  test("tells every agent, since who works there may be collected from now", async () => {
    const version = async () =>
      (await portal.owner.query("select min(version)::int as v from person_state")).rows[0].v;
    const before = await version();
    await recordPosting(legal, newPosting());
    expect(await version()).toBeGreaterThan(before);
  });

  test("in a place that is only written alike makes another", async () => {
    await recordPosting(legal, { ...newPosting(), place: "Room 1" });
    await expect(recordPosting(legal, { ...newPosting(), place: "Room_1" })).resolves.toBeDefined();
    await expect(recordPosting(legal, { ...newPosting(), place: "%" })).resolves.toBeDefined();
    await expect(recordPosting(legal, { ...newPosting(), place: "room_1" })).rejects.toMatchObject({
      reason: "hangs-already",
    });
  });

  test("twice at once in the same place makes one", async () => {
    const same = newPosting();
    const tries = await Promise.allSettled([
      recordPosting(legal, same),
      recordPosting(legal, { ...same, place: same.place.toUpperCase() }),
    ]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(tries.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict", reason: "hangs-already" },
    });
  });

  test.each<[string, () => Record<string, unknown>, Record<string, string>]>([
    ["at no workplace", () => ({ workplaceId: "ghost-hall" }), { code: "not_found" }],
    ["of no notice", () => ({ noticeId: randomUUID() }), { reason: "does-not-count" }],
    ["of a strange notice", () => ({ noticeId: "the blue one" }), { code: "invalid" }],
    ["nowhere", () => ({ place: "  " }), { code: "invalid" }],
    ["of great length", () => ({ place: "x".repeat(201) }), { code: "invalid" }],
    ["on two lines", () => ({ putUpBy: "Basil\u0000\nClover" }), { code: "invalid" }],
    ["by nobody", () => ({ putUpBy: "" }), { code: "invalid" }],
    ["dated back", () => ({ at: "2020-01-01" }), { code: "invalid" }],
    [
      "without the words that New York prescribes",
      () => ({ workplaceId: "clover-house" }),
      { reason: "does-not-count" },
    ],
  ])("%s is refused, and nothing is changed", async (_, more, refusal) => {
    const before = await count("posting");
    await expect(recordPosting(legal, newPosting(more()))).rejects.toMatchObject(refusal);
    expect(await count("posting")).toBe(before);
  });

  test("is legal's alone, in their own name, and never dated back: at the database too", async () => {
    for (const part of ["employee", "manager", "engineer", "admin", "steward"] as const) {
      await expect(recordPosting(portal.people[part], newPosting())).rejects.toMatchObject({
        code: "forbidden",
      });
      await expect(listWorkplaces(portal.people[part])).rejects.toMatchObject({ code: "forbidden" });
    }
    const insert = (who: PersonActor, by: string) =>
      portal.asApp(speaker(who), async (client) => {
        const id = randomUUID();
        await client.query(
          "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'posting.recorded')",
          [who.id],
        );
        await client.query(
          `insert into posting (id, workplace_id, notice_id, place, put_up_by, recorded_by, at)
           values ($1, $2, $3, 'p', 'b', $4, '2020-01-01')`,
          [id, MILL, noticeId, by],
        );
        return id;
      });
    await expect(insert(portal.people.admin, portal.people.admin.id)).rejects.toMatchObject({
      code: "42501",
    });
    await expect(insert(legal, portal.people.admin.id)).rejects.toMatchObject({ code: "42501" });
    const id = await insert(legal, legal.id);
    const { rows } = await portal.owner.query("select at from posting where id = $1", [id]);
    expect(Date.now() - Number(rows[0].at)).toBeLessThan(60_000);
  });
});

describe("taking down and inspecting", () => {
  test("what is taken down counts no longer, and stays known", async () => {
    const { id } = await recordPosting(legal, newPosting());
    const { at } = await endPosting(legal, { postingId: id, reason: "The wall is painted." });
    const { workplace } = await getWorkplace(legal, MILL);
    expect(workplace.postings.find((each) => each.id === id)).toMatchObject({
      isCounting: false,
      end: { at: at.getTime(), by: legal.name, reason: "The wall is painted." },
    });
    await expect(endPosting(legal, { postingId: id, reason: "Again." })).rejects.toMatchObject({
      code: "conflict",
      reason: "taken-down",
    });
  });

  test("in place is noted; not in place ends it in the same transaction", async () => {
    const { id } = await recordPosting(legal, newPosting());
    expect(await inspectPosting(legal, { postingId: id, inPlace: true, remark: "" })).toMatchObject({
      isEnded: false,
    });
    expect(await inspectPosting(legal, { postingId: id, inPlace: false, remark: "Gone." })).toMatchObject({
      isEnded: true,
    });
    const { rows } = await portal.owner.query(
      `select e.xmin = i.xmin as together from posting_end e join posting_inspection i using (posting_id)
       where posting_id = $1 and not in_place`,
      [id],
    );
    expect(rows).toEqual([{ together: true }]);
    expect((await about(id)).map(({ kind }) => kind)).toEqual([
      "posting.recorded",
      "posting.inspected",
      "posting.ended",
      "posting.inspected",
    ]);
    for (const inPlace of [true, false]) {
      await expect(inspectPosting(legal, { postingId: id, inPlace, remark: "" })).rejects.toMatchObject({
        reason: "taken-down",
      });
    }
  });

  test("two who take the same down at once: one does", async () => {
    const { id } = await recordPosting(legal, newPosting());
    const tries = await Promise.allSettled([
      endPosting(legal, { postingId: id, reason: "One." }),
      inspectPosting(legal, { postingId: id, inPlace: false, remark: "Two." }),
    ]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const looks = await portal.owner.query("select from posting_inspection where posting_id = $1", [id]);
    expect(looks.rowCount).toBe(tries[1]?.status === "fulfilled" ? 1 : 0);
  });

  test("is refused without a reason, a posting, or the right", async () => {
    const { id } = await recordPosting(legal, newPosting());
    await expect(endPosting(legal, { postingId: id, reason: " " })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(endPosting(legal, { postingId: randomUUID(), reason: "x" })).rejects.toMatchObject({
      code: "not_found",
    });
    for (const wrong of [{ inPlace: "yes" }, { remark: "a\0b" }, { remark: "x".repeat(501) }])
      await expect(
        inspectPosting(legal, { postingId: id, inPlace: true, remark: "", ...wrong }),
      ).rejects.toMatchObject({ code: "invalid" });
    const admin = portal.people.admin;
    await expect(endPosting(admin, { postingId: id, reason: "x" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(portal.owner.query("delete from posting where id = $1", [id])).rejects.toMatchObject({
      code: "23001",
    });
  });
});

describe("a photo of a posting", () => {
  test("is kept sealed under its row, and only legal gets it back", async () => {
    const { id: postingId } = await recordPosting(legal, newPosting());
    const { id } = await addPostingFile(legal, { postingId, bytes: photo });
    const { rows } = await portal.owner.query(
      "select sealed, bytes, sha256 from posting_file where id = $1",
      [id],
    );
    expect(rows[0].sealed.includes(photo.subarray(20, 60))).toBe(false);
    const opened = await getPostingFile(legal, id);
    expect(opened.mediaType).toBe("image/jpeg");
    expect(opened.bytes).toHaveLength(rows[0].bytes);
    await expect(getPostingFile(portal.people.admin, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(getPostingFile(legal, "x")).rejects.toMatchObject({ code: "not_found" });
    // Moved to another row it does not open: the seal names the row.
    const moved = randomUUID();
    await portal.owner.query(`begin; set local session_replication_role = replica;
      insert into posting_file select '${moved}', posting_id, media_type, bytes, sha256, sealed, added_by, at
        from posting_file where id = '${id}';
      commit`);
    await expect(getPostingFile(legal, moved)).rejects.toThrow();
  });

  test("twice at once is kept once", async () => {
    const { id: postingId } = await recordPosting(legal, newPosting());
    const tries = await Promise.allSettled(
      [1, 2].map(() => addPostingFile(legal, { postingId, bytes: photo })),
    );
    expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("that is none, of no posting, or from somebody else is refused, and nothing is kept", async () => {
    const { id: postingId } = await recordPosting(legal, newPosting());
    const before = await count("posting_file");
    const script = Buffer.from("<script>alert(1)</script>");
    await expect(addPostingFile(legal, { postingId, bytes: script })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(addPostingFile(legal, { postingId: "x", bytes: photo })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(addPostingFile(portal.people.employee, { postingId, bytes: photo })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await count("posting_file")).toBe(before);
  });
});

test("the places that ask for a posting are listed, with who works there outside of every workplace", async () => {
  const { electronic, workplaces } = await listWorkplaces(legal);
  expect(electronic.map(({ code }) => code)).toEqual(expect.arrayContaining(["US-CT", "US-NY"]));
  expect(electronic.map(({ code }) => code)).not.toContain("US-TX");
  expect(workplaces.find(({ id }) => id === "larkspur-yard")).toMatchObject({ isAsked: false, gaps: [] });
  expect(workplaces.find(({ id }) => id === "clover-house")).toMatchObject({ isAsked: true });
});
