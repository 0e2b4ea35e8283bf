import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { compareLawFile } from "../queries/compare-law-file.ts";
import { getLaw } from "../queries/get-law.ts";
import { listLaw } from "../queries/list-law.ts";
import { listOpenProposals } from "../queries/list-proposals.ts";
import type { JurisdictionRow } from "../schema.ts";
import { fileRows, lastAct, legalOf, proposalsOf, versionsOf } from "../test-law.ts";
import { applyLawFile } from "./apply-law-file.ts";
import { confirmLaw } from "./confirm-law.ts";
import { decideProposal } from "./decide-proposal.ts";
import { editLaw } from "./edit-law.ts";

let portal: TestPortal;
let fern: PersonActor;
let sorrel: PersonActor;
let rows: JurisdictionRow[];
const WHY = { source: "rows-2027-01.json", reason: "The yearly review" };

beforeAll(async () => {
  portal = await openTestPortal();
  ({ fern, sorrel } = await legalOf(portal));
  rows = await fileRows();
});
afterAll(() => portal.close());

function rowOf(code: string): JurisdictionRow {
  const row = rows.find((each) => each.code === code);
  if (!row) throw new Error(`the data file has no ${code}`);
  return row;
}
/** A newer file: Texas asks for more, Connecticut for less, Ohio in other words, and Puerto Rico is new. */
const newer = () => [
  { ...rowOf("US-TX"), collectionAllowedDefault: false },
  { ...rowOf("US-CT"), collectionAllowedDefault: true },
  { ...rowOf("US-OH"), enforcement: "Nobody in particular" },
  { ...rowOf("US-OH"), code: "US-PR", name: "Puerto Rico" },
  rowOf("US-NY"),
];
const compare = async (file: unknown) => compareLawFile(fern, JSON.stringify(file));

describe("a newer data file", () => {
  test("is compared first: each row with what would change and why it loosens; nothing is written", async () => {
    const { differences, same, absent } = await compare(newer());
    expect(differences.map(({ row, version, loosens }) => [row.code, version, loosens.length > 0])).toEqual([
      ["US-TX", 1, false],
      ["US-CT", 1, true],
      ["US-OH", 1, false],
      ["US-PR", 0, true],
    ]);
    expect(differences[2]?.changes).toEqual([
      { part: "Enforcement", before: rowOf("US-OH").enforcement, after: "Nobody in particular" },
    ]);
    expect(same).toBe(1);
    expect(absent).toHaveLength(53);
    expect(await versionsOf(portal, "US-TX")).toHaveLength(1);
  });

  test("of the same rows changes nothing", async () => {
    expect(await compare(rows)).toEqual({ differences: [], same: 57, absent: [] });
  });

  test("is applied: in force at once, or proposed in one's own name", async () => {
    const { differences } = await compare(newer());
    const done = await applyLawFile(fern, { rows: differences, ...WHY });
    expect(done).toEqual({ changed: 2, proposed: 2 });
    expect(await lastAct(portal)).toMatchObject({
      kind: "jurisdiction.imported",
      actor_kind: "person",
      actor_id: fern.id,
      details: { ...done, rows: 4 },
    });
    expect((await versionsOf(portal, "US-TX"))[1]).toMatchObject({ ...WHY, changed_by: fern.id });
    for (const code of ["US-CT", "US-PR"])
      expect(await proposalsOf(portal, code)).toMatchObject([{ proposed_by: fern.id, approved: null }]);
    expect(await versionsOf(portal, "US-PR")).toEqual([]);
  });

  test("again is refused where a row was changed since, and proposes nothing twice where it was not", async () => {
    const { differences } = await compare(newer());
    const stale = differences.map((each) => ({ ...each, version: 7 }));
    await expect(applyLawFile(fern, { rows: stale, ...WHY })).rejects.toMatchObject({
      reason: "changed-meanwhile",
    });
    expect(await applyLawFile(fern, { rows: differences, ...WHY })).toEqual({ changed: 0, proposed: 0 });
    expect(await listOpenProposals(fern)).toHaveLength(2);
  });

  test("brings a place its first row, once another person approves it", async () => {
    const [{ id = "" } = {}] = await proposalsOf(portal, "US-PR");
    expect(await getLaw(fern, "US-PR")).toMatchObject({ current: null, name: "Puerto Rico", versions: [] });
    await decideProposal(sorrel, { proposalId: id, isApproved: true, reason: "" });
    expect(await getLaw(fern, "US-PR")).toMatchObject({
      current: { version: 1, changedBy: sorrel.name, proposal: { by: fern.name }, ...WHY },
    });
  });

  test("is all or nothing", async () => {
    const good = { row: { ...rowOf("US-GA"), name: "Georgia again" }, version: 1 };
    for (const [bad, field] of [
      [{ row: { ...rowOf("US-ME"), level: "perhaps" }, version: 1 }, "file"],
      [{ row: null, version: 1 }, "file"],
      [{ row: good.row, version: 1 }, "file"],
      [{ row: rowOf("US-ME"), version: -1 }, "row"],
    ] as const)
      await expect(applyLawFile(fern, { rows: [good, bad], ...WHY })).rejects.toMatchObject({
        code: "invalid",
        detail: { fields: { [field]: expect.any(String) } },
      });
    await expect(applyLawFile(fern, { rows: [], ...WHY })).rejects.toMatchObject({ reason: "no-rows" });
    await expect(applyLawFile(fern, { rows: [good], source: "", reason: "\0" })).rejects.toMatchObject({
      detail: { fields: { source: expect.any(String), reason: expect.any(String) } },
    });
    expect(await versionsOf(portal, "US-GA")).toHaveLength(1);
  });

  test("is legal's alone, to look at and to apply", async () => {
    for (const actor of [portal.people.employee, portal.people.admin]) {
      await expect(compareLawFile(actor, "[]")).rejects.toMatchObject({ code: "forbidden" });
      await expect(applyLawFile(actor, { rows: [], ...WHY })).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});

describe("what legal reads of the law", () => {
  test("lists every row in force with what it asks for and what is open", async () => {
    await confirmLaw(sorrel, { code: "US-AL", version: 1, remark: "" });
    const law = await listLaw(fern);
    expect(law).toHaveLength(58);
    const of = (code: string) => law.find((each) => each.code === code);
    expect(of("US-AL")).toMatchObject({ isToBeConfirmed: false, openProposals: 0, duties: [] });
    expect(of("US-CT")).toMatchObject({ isToBeConfirmed: true, openProposals: 1 });
    expect(of("DE")).toMatchObject({ level: "blocked", duties: ["notice", "override"] });
  });

  test("shows each version with who, why, from where and what changed, and a sign-off only where it was given", async () => {
    await editLaw(fern, {
      code: "US-AL",
      baseVersion: 1,
      changes: { enforcement: "The attorney general" },
      reason: "Read again",
      source: "Counsel",
    });
    const { versions, current } = await getLaw(sorrel, "US-AL");
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(current).toMatchObject({
      changedBy: fern.name,
      proposal: null,
      reason: "Read again",
      source: "Counsel",
      confirmation: null,
      changes: [{ part: "Enforcement", after: "The attorney general" }],
    });
    expect(current?.questions).not.toEqual([]);
    expect(versions[1]).toMatchObject({ confirmation: { by: sorrel.name }, questions: [], changedBy: null });
  });

  test("tells of a proposal that was overtaken, and whose it is", async () => {
    const [open] = (await getLaw(fern, "US-CT")).proposals;
    expect(open).toMatchObject({ state: "open", isOwn: true, proposedBy: fern.name });
    expect(open?.loosens).not.toEqual([]);
    await editLaw(sorrel, {
      code: "US-CT",
      baseVersion: 1,
      changes: { notes: ["New"] },
      reason: "x",
      source: "y",
    });
    expect((await getLaw(sorrel, "US-CT")).proposals).toMatchObject([{ state: "overtaken", isOwn: false }]);
    expect(await listOpenProposals(fern)).toEqual([]);
  });

  test("is nobody else's, and a place that nobody knows is not found", async () => {
    for (const actor of [portal.people.employee, portal.people.manager, portal.people.admin]) {
      await expect(listLaw(actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(getLaw(actor, "US-NY")).rejects.toMatchObject({ code: "forbidden" });
      await expect(listOpenProposals(actor)).rejects.toMatchObject({ code: "forbidden" });
    }
    for (const code of ["ZZ", "", "us-ny", "'"])
      await expect(getLaw(fern, code)).rejects.toMatchObject({ code: "not_found" });
    await expect(getLaw(fern, "nul\0")).rejects.toMatchObject({ code: "not_found" });
  });
});
