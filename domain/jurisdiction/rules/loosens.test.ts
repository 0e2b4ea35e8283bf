import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../../lib/db/test-database.ts";
import { DUTY_KINDS } from "../schema.ts";
import { type Binding, lawDuties, loosens, whyLoosens } from "./loosens.ts";

const binding: fc.Arbitrary<Binding> = fc.record({
  level: fc.constantFrom("statute", "related", "none", "blocked"),
  collectionAllowedDefault: fc.boolean(),
  requiredWording: fc.subarray(["any and all", "at any time", "by any lawful means"]),
  duties: fc.array(fc.record({ kind: fc.constantFrom(...DUTY_KINDS) }), { maxLength: 4 }),
});
const plain: Binding = {
  level: "related",
  collectionAllowedDefault: false,
  requiredWording: ["any and all"],
  duties: [{ kind: "notice" }, { kind: "posting" }],
};

describe("what loosens", () => {
  test.each<[string, Partial<Binding>, RegExp]>([
    ["a duty less", { duties: [{ kind: "notice" }] }, /“Posting” would no longer be asked for/],
    ["one duty for another", { duties: [{ kind: "notice" }, { kind: "acknowledgement" }] }, /“Posting”/],
    ["less wording", { requiredWording: [] }, /“any and all”/],
    ["wording that is put differently", { requiredWording: ["Any and all"] }, /as they stand/],
    ["collection that is allowed as it is", { collectionAllowedDefault: true }, /would be allowed/],
  ])("%s", (_, changes, why) => {
    expect(whyLoosens(plain, { ...plain, ...changes })).toEqual([expect.stringMatching(why)]);
  });

  test("a row where there was none, and a block that is lifted", () => {
    expect(loosens(null, { ...plain, level: "blocked" })).toBe(true);
    expect(whyLoosens({ ...plain, level: "blocked" }, plain)).toHaveLength(2);
  });

  test.each<[string, Partial<Binding>]>([
    ["nothing at all", {}],
    ["a duty more", { duties: [...plain.duties, { kind: "authorisation" }] }],
    ["more wording", { requiredWording: ["any and all", "at any time"] }],
    ["a block", { level: "blocked" }],
    ["another level", { level: "none" }],
    ["the same in another order", { duties: [...plain.duties].reverse() }],
  ])("is not: %s", (_, changes) => {
    expect(whyLoosens(plain, { ...plain, ...changes })).toEqual([]);
  });

  test("is in a chain of changes, when it is from end to end", () => {
    fc.assert(
      fc.property(binding, binding, binding, (a, b, c) => {
        if (loosens(a, c)) expect(loosens(a, b) || loosens(b, c)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the database", () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let owner: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  test("says the same, of every row and every change", async () => {
    const pairs = fc.sample(fc.tuple(fc.option(binding), binding), 2_000);
    const { rows } = await owner.query<{ duties: string[]; loosens: boolean }>(
      `select law_duties(pair->1) as duties, law_loosens(nullif(pair->0, 'null'), pair->1) as loosens
       from jsonb_array_elements($1::jsonb) with ordinality as each (pair, place) order by place`,
      [JSON.stringify(pairs)],
    );
    expect(rows).toHaveLength(pairs.length);
    for (const [index, [before, after]] of pairs.entries()) {
      const said = `${JSON.stringify(before)} to ${JSON.stringify(after)}`;
      expect(rows[index]?.loosens, said).toBe(loosens(before, after));
      expect(rows[index]?.duties.sort(), said).toEqual(lawDuties(after));
    }
    expect(new Set(rows.map((row) => row.loosens)).size).toBe(2);
  });
});
