import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Part, Speaker } from "../../../prisma/factories/test-portal.ts";
import { jobActor } from "../../actor/queries.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { importDirectory } from "../../directory/commands/import-directory.ts";
import { acknowledgeNotice } from "../../notice/commands.ts";
import { getNoticeState } from "../../notice/queries.ts";
import { addPostingFile } from "../../posting/commands/add-posting-file.ts";
import { recordPosting } from "../../posting/commands/record-posting.ts";
import { listPacks } from "../queries/list-packs.ts";
import { job, type MadePack, openPackPortal, type PackPortal, period } from "../test-packs.ts";
import { askForPack } from "./ask-for-pack.ts";
import { makeEvidencePacks } from "./make-pack.ts";

let portal: PackPortal;
let legal: PersonActor;

beforeAll(async () => {
  portal = await openPackPortal();
  legal = portal.people.legal;
});
afterAll(() => portal.close());

describe("asking for a pack", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a reversed period", { untilDay: "2020-01-01" }, { reason: "period" }],
    [
      "a year that no database knows",
      { fromDay: "0000-01-01", untilDay: "0001-01-01" },
      { reason: "period" },
    ],
    ["a day to come", { untilDay: "2999-01-01", fromDay: "2998-12-31" }, { reason: "period" }],
    ["more than two years", { fromDay: "2020-01-01" }, { reason: "period" }],
    ["no day", { fromDay: "yesterday" }, { reason: "malformed" }],
    ["a day that there is not", { fromDay: "2026-02-30" }, { reason: "malformed" }],
    ["no place", { jurisdiction: "New York" }, { reason: "malformed" }],
    ["a place without a row of law", { jurisdiction: "US-ZZ" }, { reason: "no-such-jurisdiction" }],
  ])("for %s is refused", async (_, more, refusal) => {
    await expect(portal.ask("US-TX", more)).rejects.toMatchObject(refusal);
    expect((await portal.owner.query("select from evidence_pack")).rowCount).toBe(0);
  });

  test("is legal's alone, is an act, and not twice for the same at once", async () => {
    const input = { jurisdiction: "US-TX", ...period() };
    const ask = () => askForPack(legal, input);
    for (const part of ["employee", "manager", "engineer", "admin", "steward"] as const) {
      await expect(askForPack(portal.people[part], input)).rejects.toMatchObject({ code: "forbidden" });
      await expect(listPacks(portal.people[part])).rejects.toMatchObject({ code: "forbidden" });
    }
    const tries = await Promise.allSettled([ask(), ask()]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { rows } = await portal.owner.query(
      "select actor_id, details from act where kind = 'evidence-pack.asked'",
    );
    expect(rows).toEqual([{ actor_id: legal.id, details: input }]);
    await makeEvidencePacks(job);
    await expect(ask()).resolves.toBeDefined();
    await makeEvidencePacks(job);
  });
});

describe("a pack", () => {
  test("holds what the database does, about whoever was there and nobody else", async () => {
    const { notice } = await getNoticeState(portal.people.employee);
    const there = portal.organisation.people.filter(
      (each) => each.work === "US-CT" || each.residence === "US-CT",
    );
    const photo = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#0f0" } })
      .png()
      .toBuffer();
    const posting = await recordPosting(legal, {
      workplaceId: "teapot-mill",
      noticeId: notice.id,
      place: '=HYPERLINK("http://evil.example")',
      putUpBy: "Basil",
    });
    await addPostingFile(legal, { postingId: posting.id, bytes: photo });
    await acknowledgeNotice(portal.people.head, { noticeHash: notice.sha256 });
    const { files, lines } = await portal.make("US-CT");
    expect(lines("people.csv")).toHaveLength(there.length);
    const all = [...files.values()].map((each) => each.toString("latin1")).join();
    const elsewhere = portal.organisation.people.filter((each) => !there.includes(each));
    const named = elsewhere.filter((each) => each.name !== legal.name && all.includes(each.email));
    expect(named).toEqual([]);
    expect(lines("acknowledged.csv")).toEqual([]);
    const { rows } = await portal.owner.query(
      "select sha256, content from notice where jurisdiction in ('US', 'US-CT')",
    );
    for (const { sha256, content } of rows) {
      const kept = files.get(`notices/${sha256}.json`);
      expect(kept?.toString("utf8")).toBe(content);
      expect(
        createHash("sha256")
          .update(kept ?? "")
          .digest("hex"),
      ).toBe(sha256);
    }
    expect(lines("postings.csv")).toEqual([
      expect.stringContaining(`"'=HYPERLINK(""http://evil.example"")"`),
    ]);
    expect(lines("posting-gaps.csv")).toHaveLength(1);
    const [picture] = [...files.keys()].filter((path) => path.startsWith("posting-files/"));
    expect((await sharp(files.get(picture ?? "")).metadata()).width).toBe(9);
    expect(files.get("report.pdf")?.subarray(0, 5).toString()).toBe("%PDF-");
    const gaps = lines("gaps.csv");
    expect(gaps.filter((each) => each.includes('"US","acknowledgement"'))).toHaveLength(there.length);
  });

  test("has each person's evidence with its time, channel and hash", async () => {
    const { colleague } = portal.people;
    const { notice } = await getNoticeState(colleague);
    await acknowledgeNotice(colleague, { noticeHash: notice.sha256 });
    const { lines } = await portal.make("US-MI");
    const line = lines("acknowledged.csv").find((each) => each.includes(colleague.id));
    expect(line).toContain(notice.sha256);
    const { rows } = await portal.owner.query("select at from acknowledgement where employee_id = $1", [
      colleague.id,
    ]);
    expect(line).toContain(rows[0].at.toISOString());
    const locations = lines("locations.csv").filter((each) => each.includes(colleague.id));
    expect(locations).toHaveLength(2);
  });

  test("says nothing of where somebody went", async () => {
    const { people } = portal.organisation;
    const mover = people.find((each) => each.work === "US-GA" && each.residence === "US-GA");
    await importDirectory(
      jobActor("directory"),
      people.map((each) => (each === mover ? { ...each, work: "US-WA" } : each)),
    );
    const { files, lines } = await portal.make("US-GA");
    const own = lines("locations.csv").filter((each) => each.includes(mover?.name ?? "nobody"));
    expect(own).toHaveLength(2);
    expect([...files.values()].join()).not.toContain("US-WA");
  });
});

describe("whoever left", () => {
  test("is in the packs of the days on which they were there, and in none of later ones", async () => {
    const { people } = portal.organisation;
    const managers = new Set(people.map(({ manager }) => manager));
    const leaver = people.find((each) => each.roles.length === 0 && !managers.has(each.subject));
    if (!leaver) throw new Error("nobody can leave");
    const rest = people.filter((each) => each !== leaver);
    await importDirectory(jobActor("directory"), rest);
    const isNamed = ({ lines }: MadePack) => lines("people.csv").some((each) => each.includes(leaver.email));
    expect(isNamed(await portal.make(leaver.residence)), "today they were still there").toBe(true);
    const { rows } = await portal.owner.query<{ is_open: boolean }>(
      `select bool_or(l.until_at is null) as is_open from location l join person p on p.id = l.person_id
       where p.subject = $1`,
      [leaver.subject],
    );
    expect(rows).toEqual([{ is_open: false }]);
    await ago(leaver.subject, "3 days");
    expect(isNamed(await portal.make(leaver.residence)), "they had left before").toBe(false);
    await importDirectory(jobActor("directory"), people);
    expect(isNamed(await portal.make(leaver.residence)), "they came back").toBe(true);
  });

  /** As if all that is known of where they were had been so for longer. */
  async function ago(subject: string, interval: string): Promise<void> {
    const client = await portal.owner.connect();
    await client.query("set session_replication_role = replica");
    await client.query(
      `update location set from_at = from_at - $2::interval, until_at = until_at - $2::interval,
         confirmed_at = confirmed_at - $2::interval
       where person_id = (select id from person where subject = $1)`,
      [subject, interval],
    );
    await client.query("set session_replication_role = origin");
    client.release();
  }
});

describe("at the database itself", () => {
  const speaker = (actor: PersonActor): Speaker => ({ kind: "person", id: actor.id, subjects: [actor.id] });

  test("nobody but legal sees a pack, and not even legal makes one or says that it is made", async () => {
    const { id } = await portal.make("US");
    const rows = (part: Part, table: string) =>
      portal.asApp(speaker(portal.people[part]), async (client) => {
        const { rowCount } = await client.query(`select from ${table}`);
        return rowCount ?? 0;
      });
    for (const table of ["evidence_pack", "evidence_pack_progress", "evidence_pack_part", "posting_file"]) {
      for (const part of ["employee", "manager", "engineer", "steward", "admin"] as const)
        expect(await rows(part, table), `${part} ${table}`).toBe(0);
      expect(await rows("legal", table), table).toBeGreaterThan(0);
    }
    const asLegal = (sql: string) => portal.asApp(speaker(legal), (client) => client.query(sql, [id]));
    await expect(asLegal("insert into evidence_pack_part values ($1, 99, 'x')")).rejects.toMatchObject({
      code: "42501",
    });
    expect((await asLegal("update evidence_pack_progress set sha256 = '' where pack_id = $1")).rowCount).toBe(
      0,
    );
    expect((await asLegal("delete from evidence_pack_part where pack_id = $1")).rowCount).toBe(0);
    await expect(asLegal("delete from evidence_pack where id = $1")).rejects.toMatchObject({ code: "42501" });
  });
});
