import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobActor } from "../../actor/queries.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { ClaimLost } from "../../audit/commands/claim.ts";
import { listPacks, openPack } from "../queries/list-packs.ts";
import { job, openPackPortal, type PackPortal } from "../test-packs.ts";
import { eraseEvidencePacks } from "./erase-packs.ts";
import { makeEvidencePacks } from "./make-pack.ts";
import { claimPack, failPack, type PackClaim, releasePack } from "./pack-claim.ts";

let portal: PackPortal;
let legal: PersonActor;

beforeAll(async () => {
  portal = await openPackPortal();
  legal = portal.people.legal;
});
afterAll(() => portal.close());

describe("making", () => {
  test("goes on after its maker vanished: from the beginning, and once", async () => {
    const { id } = await portal.ask("US-CO");
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
    const zip = await portal.download(id);
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
    const { id } = await portal.ask("US-OR");
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
    await expect(write(slow.claim, 2)).rejects.toBeInstanceOf(ClaimLost);
    for (const end of [releasePack, failPack]) {
      await expect(end(slow.claim)).rejects.toBeInstanceOf(ClaimLost);
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
    const { id } = await portal.ask("US-ID");
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
    const { id } = await portal.ask("US-MA");
    const stopping = new AbortController();
    const stopped = makeEvidencePacks(job, stopping.signal);
    stopping.abort();
    await stopped;
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "waiting" });
    await makeEvidencePacks(job);
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "done" });
  });

  test("that fails says so, leaves nothing, and can be tried again", async () => {
    const { id } = await portal.ask("US-WA");
    await portal.owner.query("alter table notice_sighting rename to lost");
    await expect(makeEvidencePacks(job)).rejects.toThrow();
    await portal.owner.query("alter table lost rename to notice_sighting");
    expect((await listPacks(legal)).packs[0]).toMatchObject({ id, state: "failed" });
    await expect(openPack(legal, id)).rejects.toMatchObject({ code: "not_found" });
    expect(
      (await portal.owner.query("select from evidence_pack_part where pack_id = $1", [id])).rowCount,
    ).toBe(0);
    const again = await portal.make("US-WA");
    expect(again.files.has("report.pdf")).toBe(true);
  });

  test("a pack's bytes are erased after thirty days; that it was asked for stays", async () => {
    const { id } = await portal.make("US-DE");
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
