import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../../lib/db/reader.ts";
import { actorForExport } from "../actor/queries.ts";
import type { ExportActor, PersonActor } from "../actor/schema.ts";
import { askForExport } from "./commands/ask-for-export.ts";
import { claimExport, type ExportClaim, failExport, releaseExport } from "./commands/export-claim.ts";
import { makeExports } from "./commands/make-export.ts";
import { removeExport } from "./commands/remove-export.ts";
import { overPages, PAGE_ROWS } from "./queries/over-pages.ts";
import { overRecords } from "./queries/records.ts";
import { type ExportPortal, job, openExportPortal } from "./test-exports.ts";

// Whoever makes an export reads as its owner. These try to read more, longer, or otherwise.

let portal: ExportPortal;
let legal: PersonActor;
let colleague: PersonActor;

beforeAll(async () => {
  portal = await openExportPortal();
  ({ legal, colleague } = portal.people);
  await portal.store(legal, 250);
  await portal.store(colleague, 2);
});
afterAll(() => portal.close());
beforeEach(() => makeExports(job));

/** An export of the lawyer's that is being made, and who reads for it. */
async function begun(): Promise<{ id: string; reader: ExportActor; claim: ExportClaim }> {
  const { id } = await askForExport(legal);
  const taken = await claimExport(job);
  if (!taken) throw new Error("there was nothing to make");
  return { id, reader: await actorForExport(job, id), claim: taken.claim };
}
const end = ({ id }: { id: string }) => removeExport(legal, id);
const count = (reader: ExportActor) => read(reader, (db) => db.segment.count());

describe("whoever makes an export", () => {
  test("reads what is its owner's and nothing else, though their owner may see more in a browser", async () => {
    const made = await begun();
    const { reader } = made;
    expect(await count(reader)).toBe(250);
    const [owners, people] = await read(reader, async (db) => [
      await db.segment.findMany({ distinct: ["employeeId"], select: { employeeId: true } }),
      await db.person.findMany({ select: { id: true } }),
    ]);
    expect(owners).toEqual([{ employeeId: legal.id }]);
    expect(people).toEqual([{ id: legal.id }]);
    // What legal sees by their role, and job by being one.
    const others = await read(reader, async (db) => [
      await db.noticeService.count({ where: { employeeId: { not: legal.id } } }),
      await db.location.count({ where: { personId: { not: legal.id } } }),
      await db.evidencePack.count(),
      await db.exportPart.count(),
      await db.letter.count(),
    ]);
    expect(others).toEqual([0, 0, 0, 0, 0]);
    await end(made);
  });

  test("writes nothing, not even what is its owner's to write", async () => {
    const made = await begun();
    const tries = [
      "insert into act (actor_kind, actor_id, kind) values ('person', app_actor(), 'pause.started')",
      "update person set session_epoch = session_epoch + 1",
      "select touch_person(app_actor())",
      "set transaction read write",
      "select set_config('transaction_read_only', 'off', true)",
    ];
    for (const sql of tries)
      await expect(
        read(made.reader, (db) => db.$executeRawUnsafe(sql)),
        sql,
      ).rejects.toThrow();
    expect(await portal.actsAbout(legal.id)).not.toContainEqual(
      expect.objectContaining({ kind: "pause.started" }),
    );
    await end(made);
  });

  test("is nobody before it is begun, after it is done, failed or put back, nor once it is removed", async () => {
    const refused = { code: "not_found" };
    const { id } = await askForExport(legal);
    await expect(actorForExport(job, id), "waiting").rejects.toMatchObject(refused);
    await makeExports(job);
    await expect(actorForExport(job, id), "done").rejects.toMatchObject(refused);
    await removeExport(legal, id);
    await expect(actorForExport(job, id), "removed").rejects.toMatchObject(refused);
    await expect(actorForExport(job, randomUUID()), "never asked for").rejects.toMatchObject(refused);
    for (const over of [failExport, releaseExport]) {
      const made = await begun();
      await over(made.claim);
      await expect(actorForExport(job, made.id)).rejects.toMatchObject(refused);
      await expect(count(made.reader), "who was somebody is so no more").rejects.toThrow();
      if (over === releaseExport) await end(made);
    }
  });

  test("reads no further from the moment on at which it is taken back", async () => {
    const made = await begun();
    const pages = overRecords(made.reader, new Date(Date.now() + 60_000));
    expect((await pages.next()).done).toBe(false);
    await end(made);
    await expect(pages.next()).rejects.toThrow(/no such export is being made/);
  });

  test("reads no further once its owner has left", async () => {
    const made = await begun();
    const active = "update person set active = $2 where id = $1";
    await portal.past([active, [legal.id, false]]);
    await expect(count(made.reader)).rejects.toThrow(/no such export is being made/);
    await expect(actorForExport(job, made.id)).rejects.toMatchObject({ code: "not_found" });
    await portal.past([active, [legal.id, true]]);
    await end(made);
  });

  test("is spoken for by none who is somebody already, in no transaction of theirs", async () => {
    const made = await begun();
    const { id } = colleague;
    const speakers = [
      { kind: "person", id, subjects: [id] },
      { kind: "device", id, subjects: [id] },
      { kind: "job", id: null, subjects: [] },
      { kind: "ingest", id: null, subjects: [id] },
      { kind: "export", id, subjects: [id] },
    ] as const;
    for (const speaker of speakers) {
      const speak = portal.asApp(speaker, (client) => client.query("select speak_for_export($1)", [made.id]));
      await expect(speak, speaker.kind).rejects.toMatchObject({ code: "42501" });
      const found = portal.asApp(speaker, (client) =>
        client.query("select * from find_export($1)", [made.id]),
      );
      expect((await found).rowCount, speaker.kind).toBe(0);
    }
    await end(made);
  });

  test("cannot be had for somebody who did not ask: no job asks, begins or dates one", async () => {
    const jobSpeaker = { kind: "job", id: null, subjects: [] } as const;
    const act = "insert into act (actor_kind, kind) values ('job', 'export.asked')";
    const ask = portal.asApp(jobSpeaker, async (client) => {
      await client.query(act);
      await client.query("insert into export (employee_id, id) values ($1, $2)", [
        colleague.id,
        randomUUID(),
      ]);
    });
    await expect(ask).rejects.toMatchObject({ code: "42501" });
    const begin = portal.asApp(jobSpeaker, (client) =>
      client.query("insert into export_progress (employee_id, export_id, state) values ($1, $2, 'working')", [
        colleague.id,
        randomUUID(),
      ]),
    );
    await expect(begin).rejects.toMatchObject({ code: "42501" });
    // One that was made cannot be put back into the making.
    const { id } = await portal.make(colleague);
    for (const state of ["waiting", "working"]) {
      const again = portal.asApp(jobSpeaker, (client) =>
        client.query("update export_progress set state = $2 where export_id = $1", [id, state]),
      );
      await expect(again).rejects.toMatchObject({ code: "23001" });
    }
  });

  test("is of nobody's making but the maker: another person cannot ask in their name", async () => {
    const speaker = { kind: "person", id: colleague.id, subjects: [colleague.id] } as const;
    const ask = portal.asApp(speaker, async (client) => {
      await client.query(
        "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'export.asked')",
        [colleague.id],
      );
      await client.query("insert into export (employee_id, id) values ($1, $2)", [legal.id, randomUUID()]);
    });
    await expect(ask).rejects.toMatchObject({ code: "42501" });
  });

  test("holds a page of rows and no more: the next is read when it is asked for", async () => {
    const made = await begun();
    const limits: number[] = [];
    const pages = overPages(made.reader, async (_, after: number | null, limit) => {
      limits.push(limit);
      return Array.from({ length: limit }, (__, row) => (after ?? 0) + row + 1);
    });
    for (let page = 1; page <= 5; page++) {
      expect((await pages.next()).value?.at(-1)).toBe(page * PAGE_ROWS);
      expect(limits).toEqual(Array.from({ length: page }, () => PAGE_ROWS));
    }
    const sizes: number[] = [];
    for await (const rows of overRecords(made.reader, new Date(Date.now() + 60_000))) sizes.push(rows.length);
    expect(sizes).toEqual([PAGE_ROWS, 50]);
    await end(made);
  });
});
