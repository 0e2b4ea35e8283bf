import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyFingerprint } from "../../../lib/signing.ts";
import {
  openTestPortal,
  type Part,
  type Speaker,
  type TestPortal,
} from "../../../prisma/factories/test-portal.ts";
import { jobActor } from "../../actor/queries.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { importDirectory } from "../../directory/commands/import-directory.ts";
import { acknowledgeNotice } from "../../notice/commands.ts";
import { getNoticeState } from "../../notice/queries.ts";
import { addPostingFile } from "../../posting/commands/add-posting-file.ts";
import { recordPosting } from "../../posting/commands/record-posting.ts";
import { listPacks, openPack } from "../queries/list-packs.ts";
import { unzip } from "../test-unzip.ts";
import { askForPack } from "./ask-for-pack.ts";
import { eraseEvidencePacks } from "./erase-packs.ts";
import { makeEvidencePacks } from "./make-pack.ts";
import { claimPack, failPack, type PackClaim, PackLost, releasePack } from "./pack-claim.ts";

const VERIFY = fileURLToPath(new URL("../../../public/verify-evidence.mjs", import.meta.url));
const job = jobActor("make-evidence-pack");
const today = new Date().toISOString().slice(0, 10);
let portal: TestPortal;
let legal: PersonActor;
let folder: string;

beforeAll(async () => {
  portal = await openTestPortal();
  legal = portal.people.legal;
  folder = await mkdtemp(join(tmpdir(), "sayso-pack-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await portal.close();
});

const ask = (jurisdiction: string, more: Record<string, unknown> = {}) =>
  askForPack(legal, { jurisdiction, fromDay: today, untilDay: today, ...more });

async function download(id: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const part of (await openPack(legal, id)).parts) chunks.push(part);
  return Buffer.concat(chunks);
}

async function make(jurisdiction: string) {
  const { id } = await ask(jurisdiction);
  await makeEvidencePacks(job);
  const zip = await download(id);
  const files = await unzip(zip);
  return { id, zip, files, lines: (path: string) => linesOf(files.get(path)) };
}

function linesOf(file: Buffer | undefined): string[] {
  return (file?.toString("utf8") ?? "")
    .replace(/^\u{feff}/u, "")
    .split("\r\n")
    .slice(1, -1);
}

async function check(place: string, fingerprint?: string) {
  const known = fingerprint ?? (await keyFingerprint());
  return promisify(execFile)(process.execPath, [VERIFY, place, known]).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
}

describe("asking for a pack", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a reversed period", { fromDay: today, untilDay: "2020-01-01" }, { reason: "period" }],
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
    await expect(ask("US-TX", more)).rejects.toMatchObject(refusal);
    expect((await portal.owner.query("select from evidence_pack")).rowCount).toBe(0);
  });

  test("is legal's alone, is an act, and not twice for the same at once", async () => {
    const input = { jurisdiction: "US-TX", fromDay: today, untilDay: today };
    for (const part of ["employee", "manager", "engineer", "admin", "steward"] as const) {
      await expect(askForPack(portal.people[part], input)).rejects.toMatchObject({ code: "forbidden" });
      await expect(listPacks(portal.people[part])).rejects.toMatchObject({ code: "forbidden" });
    }
    const tries = await Promise.allSettled([ask("US-TX"), ask("US-TX")]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { rows } = await portal.owner.query(
      "select actor_id, details from act where kind = 'evidence-pack.asked'",
    );
    expect(rows).toEqual([{ actor_id: legal.id, details: input }]);
    await makeEvidencePacks(job);
    await expect(ask("US-TX")).resolves.toBeDefined();
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
    const { files, lines } = await make("US-CT");
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
    const { lines } = await make("US-MI");
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
    const { files, lines } = await make("US-GA");
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
    const isNamed = ({ lines }: Awaited<ReturnType<typeof make>>) =>
      lines("people.csv").some((each) => each.includes(leaver.email));
    expect(isNamed(await make(leaver.residence)), "today they were still there").toBe(true);
    const { rows } = await portal.owner.query<{ is_open: boolean }>(
      `select bool_or(l.until_at is null) as is_open from location l join person p on p.id = l.person_id
       where p.subject = $1`,
      [leaver.subject],
    );
    expect(rows).toEqual([{ is_open: false }]);
    await ago(leaver.subject, "3 days");
    expect(isNamed(await make(leaver.residence)), "they had left before").toBe(false);
    await importDirectory(jobActor("directory"), people);
    expect(isNamed(await make(leaver.residence)), "they came back").toBe(true);
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

describe("the documented command", () => {
  let zip: Buffer;
  let unpacked: string;

  beforeAll(async () => {
    ({ zip } = await make("US-IL"));
    await writeFile(join(folder, "pack.zip"), zip);
    unpacked = join(folder, "unpacked");
    for (const [path, bytes] of await unzip(zip)) {
      await promisify(execFile)("mkdir", ["-p", join(unpacked, path, "..")]);
      await writeFile(join(unpacked, path), bytes);
    }
  });

  test("verifies the ZIP and the unpacked folder without the portal", async () => {
    for (const place of [join(folder, "pack.zip"), unpacked]) {
      expect(await check(place)).toMatchObject({
        code: 0,
        said: expect.stringContaining("whole and unchanged"),
      });
    }
  });

  test("does not with another fingerprint, nor with a key that came with the pack alone", async () => {
    const answer = await check(unpacked, "A".repeat(43));
    expect(answer).toMatchObject({ code: 1, said: expect.stringContaining("fingerprint") });
  });

  const altered = async (change: (copy: string) => Promise<unknown>) => {
    const copy = await mkdtemp(join(folder, "copy-"));
    await cp(unpacked, copy, { recursive: true });
    await change(copy);
    return check(copy);
  };

  test("finds a single bit in every file", async () => {
    for (const path of await readdir(unpacked, { recursive: true })) {
      const bytes = await readFile(join(unpacked, path)).catch(() => null);
      if (!bytes || bytes.length === 0) continue;
      const answer = await altered((copy) => {
        const place = Math.floor(bytes.length / 2);
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(place) ^ 1, place);
        return writeFile(join(copy, path), flipped);
      });
      expect(answer.code, path).toBe(1);
    }
  });

  test("finds a missing, an added and a renamed file", async () => {
    expect(await altered((copy) => rm(join(copy, "gaps.csv")))).toMatchObject({
      code: 1,
      said: expect.stringContaining("gaps.csv is missing"),
    });
    expect(await altered((copy) => writeFile(join(copy, "more.csv"), ""))).toMatchObject({
      code: 1,
      said: expect.stringContaining("more.csv does not belong"),
    });
    expect(await altered((copy) => rename(join(copy, "seen.csv"), join(copy, "saw.csv")))).toMatchObject({
      code: 1,
    });
    for (const path of ["manifest.json", "manifest.jws", "keys.json"]) {
      expect(await altered((copy) => rm(join(copy, path))), path).toMatchObject({ code: 1 });
    }
  });

  test("finds bytes that were put before, between or behind the files of the ZIP, and a ZIP that is cut", async () => {
    const more = Buffer.from("more");
    for (const [name, bytes] of Object.entries({
      before: Buffer.concat([more, zip]),
      behind: Buffer.concat([zip, more]),
      cut: zip.subarray(0, zip.length - 1),
      half: zip.subarray(0, zip.length / 2),
      nothing: Buffer.alloc(0),
    })) {
      const place = join(folder, `${name}.zip`);
      await writeFile(place, bytes);
      expect((await check(place)).code, name).toBe(1);
    }
  });

  test("finds a changed bit in whatever the ZIP says of a file, so that no program reads another out of it", async () => {
    const end = zip.length - 22;
    const directory = zip.readUInt32LE(end + 16);
    const last = lastEntry(zip, directory, end);
    const [start, packed] = [zip.readUInt32LE(last + 42), zip.readUInt32LE(last + 20)];
    const second = directory + 46 + zip.readUInt16LE(directory + 28) + zip.readUInt16LE(directory + 30);
    const streamed = zip.readUInt32LE(second + 42) - 16;
    const fields: [string, number, readonly number[]][] = [
      ["local header", start, [0, 4, 6, 8, 10, 12, 14, 18, 22, 26, 28, 30]],
      ["packed bytes", start + 30 + zip.readUInt16LE(start + 26), [0, packed >> 1]],
      ["sums behind", streamed, [0, 4, 8, 12]],
      ["list", last, [0, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 30, 32, 34, 36, 38, 41, 42, 46]],
      ["extra of the list", last + 46 + zip.readUInt16LE(last + 28), [0, 2, 4, 5]],
      ["end", end, [0, 4, 6, 8, 10, 12, 16, 20]],
    ];
    const places = fields.flatMap(([field, from, offsets]) =>
      offsets.map((offset) => ({ field: `${field} +${offset}`, at: from + offset })),
    );
    const verified: string[] = [];
    const next = places.values();
    const checkNext = async (worker: number) => {
      for (const { field, at } of next) {
        const flipped = Buffer.from(zip);
        flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
        const place = join(folder, `flipped-${worker}.zip`);
        await writeFile(place, flipped);
        if ((await check(place)).code === 0) verified.push(field);
      }
    };
    await Promise.all([1, 2, 3, 4].map(checkNext));
    expect(verified).toEqual([]);
  }, 60_000);
});

function lastEntry(zip: Buffer, directory: number, end: number): number {
  let last = directory;
  for (let place = directory; place < end; ) {
    last = place;
    place += 46 + zip.readUInt16LE(place + 28) + zip.readUInt16LE(place + 30);
  }
  return last;
}

describe("at the database itself", () => {
  const speaker = (actor: PersonActor): Speaker => ({ kind: "person", id: actor.id, subjects: [actor.id] });

  test("nobody but legal sees a pack, and not even legal makes one or says that it is made", async () => {
    const { id } = await make("US");
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

describe("making", () => {
  test("goes on after its maker vanished: from the beginning, and once", async () => {
    const { id } = await ask("US-CO");
    await portal.owner.query(
      "update evidence_pack_progress set state = 'working', updated_at = now() where pack_id = $1",
      [id],
    );
    await portal.owner.query("insert into evidence_pack_part values ($1, 1, 'half')", [id]);
    await makeEvidencePacks(job);
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "working" });
    await portal.owner.query(
      "update evidence_pack_progress set updated_at = now() - interval '1 minute' where pack_id = $1",
      [id],
    );
    await Promise.all([makeEvidencePacks(job), makeEvidencePacks(jobActor("another"))]);
    const zip = await download(id);
    const { packs } = await listPacks(legal);
    expect(packs[0]).toMatchObject({
      id,
      state: "done",
      bytes: zip.length,
      sha256: createHash("sha256").update(zip).digest("hex"),
    });
    const made = await portal.owner.query(
      "select from act where kind = 'evidence-pack.made' and object_id = $1",
      [id],
    );
    expect(made.rowCount).toBe(1);
  });

  test("by a maker that was taken for gone writes nothing more: its parts never stand among another's", async () => {
    const { id } = await ask("US-OR");
    const slow = await claimPack(job);
    await portal.owner.query(
      "update evidence_pack_progress set updated_at = now() - interval '1 minute' where pack_id = $1",
      [id],
    );
    const quick = await claimPack(jobActor("another"));
    if (!slow || !quick) throw new Error("there was no pack to take");
    const write = (claim: PackClaim, number: number) =>
      claim.write((db) =>
        db.evidencePackPart.create({ data: { packId: id, number, bytes: new Uint8Array([number]) } }),
      );
    await write(quick.claim, 1);
    await expect(write(slow.claim, 2)).rejects.toBeInstanceOf(PackLost);
    for (const end of [releasePack, failPack]) {
      await expect(end(slow.claim)).rejects.toBeInstanceOf(PackLost);
    }
    await Promise.all([write(quick.claim, 2), write(quick.claim, 3)]);
    const { rows } = await portal.owner.query(
      "select number from evidence_pack_part where pack_id = $1 order by 1",
      [id],
    );
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3]);
    await releasePack(quick.claim);
    await makeEvidencePacks(job);
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "done" });
  });

  test("that nobody has come to the end of for hours is given up, said so, and leaves nothing", async () => {
    const { id } = await ask("US-ID");
    const client = await portal.owner.connect();
    await client.query("set session_replication_role = replica");
    await client.query("update evidence_pack set at = now() - interval '7 hours' where id = $1", [id]);
    await client.query(
      "update evidence_pack_progress set state = 'working', updated_at = now() - interval '1 minute' where pack_id = $1",
      [id],
    );
    await client.query("insert into evidence_pack_part values ($1, 1, 'half')", [id]);
    await client.query("set session_replication_role = origin");
    client.release();
    await makeEvidencePacks(job);
    const kept = (await listPacks(legal)).packs.find((each) => each.id === id);
    expect(kept).toMatchObject({ state: "failed" });
    const count = async (text: string) => (await portal.owner.query(text, [id])).rowCount;
    expect(await count("select from evidence_pack_part where pack_id = $1")).toBe(0);
    expect(await count("select from act where kind = 'evidence-pack.failed' and object_id = $1::text")).toBe(
      1,
    );
  });

  test("that is stopped in the middle waits, and is taken up at once by the next", async () => {
    const { id } = await ask("US-MA");
    const stopping = new AbortController();
    const stopped = makeEvidencePacks(job, stopping.signal);
    stopping.abort();
    await stopped;
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "waiting" });
    await makeEvidencePacks(job);
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "done" });
  });

  test("that fails says so, leaves nothing, and can be tried again", async () => {
    const { id } = await ask("US-WA");
    await portal.owner.query("alter table notice_sighting rename to lost");
    await expect(makeEvidencePacks(job)).rejects.toThrow();
    await portal.owner.query("alter table lost rename to notice_sighting");
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "failed" });
    await expect(openPack(legal, id)).rejects.toMatchObject({ code: "not_found" });
    expect(
      (await portal.owner.query("select from evidence_pack_part where pack_id = $1", [id])).rowCount,
    ).toBe(0);
    const again = await make("US-WA");
    expect(again.files.has("report.pdf")).toBe(true);
  });

  test("a pack's bytes are erased after thirty days; that it was asked for stays", async () => {
    const { id } = await make("US-DE");
    const client = await portal.owner.connect();
    await client.query("set session_replication_role = replica");
    await client.query("update evidence_pack set at = at - interval '31 days' where id = $1", [id]);
    await client.query("set session_replication_role = origin");
    client.release();
    await expect(openPack(legal, id), "before it is erased too").rejects.toMatchObject({ code: "not_found" });
    await eraseEvidencePacks(job);
    expect(
      (await portal.owner.query("select from evidence_pack_part where pack_id = $1", [id])).rowCount,
    ).toBe(0);
    const { now, packs } = await listPacks(legal);
    const kept = packs.find((each) => each.id === id);
    expect(kept?.keptUntil).toBeLessThan(now);
    await expect(openPack(portal.people.admin, id)).rejects.toMatchObject({ code: "not_found" });
  });
});
