import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { job, nobody } from "../../lib/db/test-app-role.ts";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { inForce, legalOf, letLapse, versionsOf } from "./test-law.ts";

// Straight in SQL, as the role the portal runs as: what holds when somebody comes past every command.

let portal: TestPortal;
let fern: Speaker;
let sorrel: Speaker;
let employee: Speaker;
const GUARDED = { code: "42501" };
const MALFORMED = { code: "23514" };

beforeAll(async () => {
  portal = await openTestPortal();
  const legal = await legalOf(portal);
  const speaker = (id: string): Speaker => ({ kind: "person", id, subjects: [id] });
  [fern, sorrel] = [speaker(legal.fern.id), speaker(legal.sorrel.id)];
  employee = speaker(portal.people.employee.id);
});
afterAll(() => portal.close());

interface Statement {
  readonly sql: string;
  readonly values?: readonly unknown[];
}

/** Runs statements in one transaction with an act beside them, as the ledger demands. */
function run(speaker: Speaker, ...statements: Statement[]) {
  return portal.asApp(speaker, async (client) => {
    await client.query(
      "insert into act (actor_kind, actor_id, kind) values ($1, $2, 'jurisdiction.changed')",
      [speaker.kind, speaker.id],
    );
    for (const { sql, values } of statements) await client.query(sql, [...(values ?? [])]);
  });
}

const AT = "date_trunc('milliseconds', now())";
const close = (code: string, at = AT): Statement => ({
  sql: `update jurisdiction set until_at = ${at} where code = $1 and until_at is null`,
  values: [code],
});
interface Begun {
  readonly code: string;
  readonly version: number;
  readonly body: object;
  readonly by: Speaker;
  readonly at?: string;
  readonly until?: string;
  readonly proposalId?: string;
}
const begin = ({ code, version, body, by, at = AT, until = "null", proposalId }: Begun): Statement => ({
  sql: `insert into jurisdiction (code, version, body, source, reason, from_at, until_at, changed_by, proposal_id)
    values ($1, $2, $3, 'a test', 'a test', ${at}, ${until}, $4, $5)`,
  values: [code, version, JSON.stringify(body), by.id, proposalId ?? null],
});
const propose = (id: string, code: string, base: number, body: object, by: Speaker): Statement => ({
  sql: `insert into law_proposal (id, code, base_version, body, reason, source, proposed_by)
    values ($1, $2, $3, $4, 'a test', 'a test', $5)`,
  values: [id, code, base, JSON.stringify(body), by.id],
});
const decide = (id: string, by: Speaker, approved = true): Statement => ({
  sql: "insert into law_decision (proposal_id, approved, decided_by, reason) values ($1, $2, $3, '')",
  values: [id, approved, by.id],
});
const loosened = async (code: string) => {
  const { version, body } = await inForce(portal, code);
  return { version, body: { ...body, collectionAllowedDefault: true, duties: [] } };
};

describe("a version of law", () => {
  test("is never reworded, moved or removed, nor changed once it has ended", async () => {
    for (const speaker of [job, fern])
      for (const sql of [
        "update jurisdiction set body = '{}'",
        "update jurisdiction set from_at = from_at - interval '1 day'",
        "update jurisdiction set changed_by = null",
        "delete from jurisdiction",
      ])
        await expect(run(speaker, { sql })).rejects.toMatchObject(GUARDED);
    const { version, body } = await inForce(portal, "US-TX");
    await run(fern, close("US-TX"), begin({ code: "US-TX", version: version + 1, body, by: fern }));
    const reopen = { sql: "update jurisdiction set until_at = null where code = 'US-TX' and version = 1" };
    await expect(run(fern, reopen)).rejects.toMatchObject({ code: "23001" });
  });

  test("is never one of two in force at the same time", async () => {
    const { version, body } = await inForce(portal, "US-CA");
    for (const by of [job, fern])
      await expect(run(by, begin({ code: "US-CA", version: version + 1, body, by }))).rejects.toMatchObject({
        code: "23P01",
        constraint: "one_version_at_a_time",
      });
  });

  test.each([
    ["back", `${AT} - interval '1 minute'`],
    ["ahead", `${AT} + interval '1 hour'`],
  ])("is not dated %s, neither its beginning nor its end", async (_, at) => {
    const { version, body } = await inForce(portal, "US-CA");
    for (const by of [job, fern]) {
      await expect(run(by, close("US-CA", at))).rejects.toMatchObject(MALFORMED);
      await expect(
        run(by, close("US-CA"), begin({ code: "US-CA", version: version + 1, body, by, at })),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^23(514|P01)$/) });
    }
  });

  test("does not end in the future from its beginning, skips no number, and is known by its own code", async () => {
    const { version, body } = await inForce(portal, "US-CA");
    const next = { code: "US-CA", version: version + 1, body, by: fern };
    for (const wrong of [
      { ...next, until: `${AT} + interval '1 day'` },
      { ...next, version: version + 2 },
      { ...next, version },
      { ...next, body: { ...body, code: "US-NV" } },
    ])
      await expect(run(fern, close("US-CA"), begin(wrong))).rejects.toMatchObject({
        code: expect.stringMatching(/^23(514|505)$/),
      });
    expect(await versionsOf(portal, "US-CA")).toHaveLength(1);
  });

  test("is brought by nobody in another's name, nor by whoever is not of legal", async () => {
    const { version, body } = await inForce(portal, "US-CA");
    const next = { code: "US-CA", version: version + 1, body };
    for (const [speaker, by] of [
      [fern, sorrel],
      [fern, job],
      [job, fern],
      [employee, employee],
    ] as const)
      await expect(run(speaker, close("US-CA"), begin({ ...next, by }))).rejects.toThrow();
    // A row that a policy hides is simply not there to be ended.
    await run(employee, close("US-CA"));
    expect(await versionsOf(portal, "US-CA")).toMatchObject([{ until_at: null }]);
  });
});

describe("what loosens", () => {
  test("is refused without an approval, to people and to jobs", async () => {
    const { version, body } = await loosened("US-CT");
    for (const by of [fern, job]) {
      const next = { code: "US-CT", version: version + 1, body, by };
      await expect(run(by, close("US-CT"), begin(next))).rejects.toMatchObject(GUARDED);
      await expect(
        run(by, close("US-CT"), begin({ ...next, proposalId: randomUUID() })),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|23503)$/) });
    }
  });

  test("is refused when it waits, was rejected, or was approved otherwise than it stands", async () => {
    const { version, body } = await loosened("US-CT");
    const next = (proposalId: string, other: Partial<Begun> = {}) =>
      begin({ code: "US-CT", version: version + 1, body, by: sorrel, proposalId, ...other });
    const [waiting, rejected, differing, older, elsewhere] = Array.from({ length: 5 }, () => randomUUID());
    if (!waiting || !rejected || !differing || !older || !elsewhere) throw new Error("no ids");
    const delaware = await loosened("US-DE");
    await run(
      fern,
      propose(waiting, "US-CT", version, body, fern),
      propose(rejected, "US-CT", version, body, fern),
      propose(differing, "US-CT", version, { ...body, name: "Otherwise" }, fern),
      propose(older, "US-CT", version + 5, body, fern),
      propose(elsewhere, "US-DE", delaware.version, delaware.body, fern),
    );
    await run(sorrel, decide(rejected, sorrel, false));
    for (const id of [differing, older, elsewhere]) await run(sorrel, decide(id, sorrel));
    for (const id of [waiting, rejected, differing, older, elsewhere])
      await expect(run(sorrel, close("US-CT"), next(id))).rejects.toMatchObject(GUARDED);
    expect(await versionsOf(portal, "US-CT")).toHaveLength(1);
  });

  test("is refused when it comes as an end and a new beginning with nothing between", async () => {
    const { version, body } = await inForce(portal, "US-ME");
    await run(fern, close("US-ME"));
    await expect(
      run(fern, begin({ code: "US-ME", version: version + 1, body, by: fern })),
    ).rejects.toMatchObject(GUARDED);
  });

  test("is never approved by who proposed it, nor decided in another's name, nor twice, nor by anyone else", async () => {
    const { version, body } = await loosened("US-NY");
    const id = randomUUID();
    const takenBack = randomUUID();
    await run(
      fern,
      propose(id, "US-NY", version, body, fern),
      propose(takenBack, "US-NY", version, body, fern),
    );
    await run(fern, decide(takenBack, fern, false));
    await expect(run(sorrel, decide(takenBack, sorrel))).rejects.toMatchObject({ code: "23505" });
    await expect(run(fern, decide(id, fern))).rejects.toMatchObject(GUARDED);
    await expect(run(fern, decide(id, sorrel))).rejects.toMatchObject(GUARDED);
    await expect(run(employee, decide(id, employee))).rejects.toMatchObject(GUARDED);
    await expect(run(job, decide(id, job))).rejects.toThrow();
    await expect(run(sorrel, propose(randomUUID(), "US-NY", version, body, fern))).rejects.toMatchObject(
      GUARDED,
    );
    await run(
      sorrel,
      decide(id, sorrel),
      close("US-NY"),
      begin({ code: "US-NY", version: version + 1, body, by: sorrel, proposalId: id }),
    );
    await expect(run(sorrel, decide(id, sorrel, false))).rejects.toMatchObject({ code: "23505" });
    const again = begin({ code: "US-NY", version: version + 2, body, by: sorrel, proposalId: id });
    await expect(run(sorrel, close("US-NY"), again)).rejects.toMatchObject({ code: "23505" });
    for (const sql of ["update law_decision set approved = false", "delete from law_proposal"])
      await expect(run(sorrel, { sql })).rejects.toThrow();
  });

  test("a place that had no row is only proposed, by people", async () => {
    const { body } = await inForce(portal, "US-NJ");
    const row = { ...body, code: "US-VI", name: "Virgin Islands" };
    await expect(run(fern, begin({ code: "US-VI", version: 1, body: row, by: fern }))).rejects.toMatchObject(
      GUARDED,
    );
    await run(job, begin({ code: "US-VI", version: 1, body: row, by: job }));
  });
});

describe("an override", () => {
  const override = (id: string, by: Speaker, until = "now() + interval '30 days'"): Statement => ({
    sql: `insert into override (id, code, grounds, until_at, proposed_by)
      values ($1, 'DE', 'The works agreement allows it.', ${until}, $2)`,
    values: [id, by.id],
  });
  const approval = (id: string, by: Speaker): Statement => ({
    sql: "insert into override_approval (override_id, approved_by) values ($1, $2)",
    values: [id, by.id],
  });

  test("is approved by another person of legal, in their own name, once, before its end", async () => {
    const [id, ended, brief] = [randomUUID(), randomUUID(), randomUUID()];
    await run(fern, override(id, fern), override(ended, fern), override(brief, fern));
    const end = {
      sql: "insert into override_end (override_id, ended_by, reason) values ($1, $2, 'Over')",
      values: [ended, fern.id],
    };
    await run(fern, end);
    await expect(run(fern, approval(id, fern))).rejects.toMatchObject(GUARDED);
    await expect(run(fern, approval(id, sorrel))).rejects.toMatchObject(GUARDED);
    await expect(run(employee, approval(id, employee))).rejects.toMatchObject(GUARDED);
    await expect(run(sorrel, approval(ended, sorrel))).rejects.toMatchObject({ code: "23001" });
    await letLapse(portal, brief);
    await expect(run(sorrel, approval(brief, sorrel))).rejects.toMatchObject(GUARDED);
    await run(sorrel, approval(id, sorrel));
    await expect(run(sorrel, approval(id, sorrel))).rejects.toMatchObject({ code: "23505" });
    await expect(
      run(sorrel, { sql: "update override set until_at = now() + interval '1 year'" }),
    ).rejects.toThrow();
    await expect(run(sorrel, { sql: "delete from override_end" })).rejects.toThrow();
  });

  test("tells everyone where and until when, and only legal why", async () => {
    const id = randomUUID();
    await run(fern, override(id, fern));
    await run(sorrel, approval(id, sorrel));
    const seenBy = (speaker: Speaker) =>
      portal.asApp(speaker, async (client) => ({
        grounds: (await client.query("select grounds from override where id = $1", [id])).rows.length,
        spans: (await client.query("select code, until_at from lifted_blocks() where code = 'DE' order by 2"))
          .rows,
      }));
    const [hers, theirs] = [await seenBy(fern), await seenBy(employee)];
    expect(hers.grounds).toBe(1);
    expect(theirs.grounds).toBe(0);
    expect(theirs.spans).not.toEqual([]);
    expect(theirs.spans).toEqual(hers.spans);
    expect(await seenBy(nobody)).toEqual({ grounds: 0, spans: [] });
  });

  test.each([
    ["was", "now() - interval '1 day'"],
    ["is too far", "now() + interval '367 days'"],
  ])("has no end that %s", async (_, until) => {
    await expect(run(fern, override(randomUUID(), fern, until))).rejects.toMatchObject(MALFORMED);
  });

  test("is dated by the database, whatever is said", async () => {
    const id = randomUUID();
    await run(fern, {
      sql: `insert into override (id, code, grounds, until_at, proposed_by, at)
        values ($1, 'DE', 'The works agreement allows it.', now() + interval '1 day', $2, '2020-01-01')`,
      values: [id, fern.id],
    });
    const { rows } = await portal.owner.query(
      "select at > now() - interval '1 minute' as is from override where id = $1",
      [id],
    );
    expect(rows).toEqual([{ is: true }]);
  });
});

test("nothing of it is kept without an act", async () => {
  const { version, body } = await loosened("US-IL");
  const { sql, values } = propose(randomUUID(), "US-IL", version, body, fern);
  const silent = portal.asApp(fern, (client) => client.query(sql, [...(values ?? [])]));
  await expect(silent).rejects.toMatchObject({ code: "23000" });
});
