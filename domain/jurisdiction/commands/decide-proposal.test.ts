import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { jobActor } from "../../actor/queries.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { importJurisdictions } from "../commands.ts";
import { getLaw } from "../queries/get-law.ts";
import { fileRows, inForce, lastAct, legalOf, proposalsOf, versionsOf } from "../test-law.ts";
import { confirmLaw } from "./confirm-law.ts";
import { decideProposal } from "./decide-proposal.ts";
import { editLaw } from "./edit-law.ts";

let portal: TestPortal;
let fern: PersonActor;
let sorrel: PersonActor;
const WHY = { reason: "The statute was repealed", source: "https://example.org/statute" };

beforeAll(async () => {
  portal = await openTestPortal();
  ({ fern, sorrel } = await legalOf(portal));
});
afterAll(() => portal.close());

/** A loosening by Fern of a row that nobody has touched. */
async function proposed(code: string): Promise<string> {
  const { version } = await inForce(portal, code);
  const changes = { collectionAllowedDefault: true, duties: [] };
  const done = await editLaw(fern, { code, baseVersion: version, changes, ...WHY });
  if (done.state !== "proposed") throw new Error("nothing was proposed");
  return done.proposalId;
}
const approve = (actor: PersonActor, proposalId: string) =>
  decideProposal(actor, { proposalId, isApproved: true, reason: "" });

describe("a proposed change", () => {
  test("is in force once another person approves it, as it was proposed", async () => {
    const proposalId = await proposed("US-NY");
    await approve(sorrel, proposalId);
    const [old, next] = await versionsOf(portal, "US-NY");
    expect(old?.until_at).toEqual(next?.from_at);
    expect(next).toMatchObject({ ...WHY, changed_by: sorrel.id, proposal_id: proposalId });
    expect(next?.body).toEqual({ ...old?.body, collectionAllowedDefault: true, duties: [] });
    const { rows } = await portal.owner.query("select at from law_decision where proposal_id = $1", [
      proposalId,
    ]);
    expect(Number(next?.from_at), "in force before it was approved").toBeGreaterThanOrEqual(
      Number(rows[0].at),
    );
    expect(await lastAct(portal)).toMatchObject({
      kind: "jurisdiction.change-approved",
      actor_id: sorrel.id,
      object_id: proposalId,
    });
  });

  test("is never approved by who proposed it", async () => {
    const proposalId = await proposed("US-CT");
    await expect(approve(fern, proposalId)).rejects.toMatchObject({
      code: "forbidden",
      reason: "own-proposal",
    });
    expect(await versionsOf(portal, "US-CT")).toHaveLength(1);
  });

  test("is taken back by who proposed it, and by nobody approved after that", async () => {
    const proposalId = await proposed("US-WA");
    await decideProposal(fern, { proposalId, isApproved: false, reason: "" });
    expect(await lastAct(portal)).toMatchObject({
      kind: "jurisdiction.change-withdrawn",
      actor_id: fern.id,
      object_id: proposalId,
    });
    expect((await getLaw(sorrel, "US-WA")).proposals).toMatchObject([{ id: proposalId, state: "withdrawn" }]);
    await expect(approve(sorrel, proposalId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Fern Mossgrove took back this on"),
    });
    expect(await versionsOf(portal, "US-WA")).toHaveLength(1);
  });

  test("is rejected with a reason, and then stays rejected", async () => {
    const [{ id: proposalId = "" } = {}] = await proposalsOf(portal, "US-CT");
    const reject = (reason: string) => decideProposal(sorrel, { proposalId, isApproved: false, reason });
    await expect(reject("  ")).rejects.toMatchObject({
      code: "invalid",
      detail: { fields: { reason: expect.any(String) } },
    });
    await expect(reject("x\0")).rejects.toMatchObject({ code: "invalid" });
    await reject("The statute stands.");
    await expect(approve(sorrel, proposalId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/^Sorrel Mossgrove rejected this on |^Fern Mossgrove rejected this on /),
    });
    expect(await versionsOf(portal, "US-CT")).toHaveLength(1);
  });

  test("cannot be approved once the row was changed, and says what to do", async () => {
    const proposalId = await proposed("US-DE");
    await editLaw(sorrel, { code: "US-DE", baseVersion: 1, changes: { notes: ["New"] }, ...WHY });
    await expect(approve(sorrel, proposalId)).rejects.toMatchObject({
      code: "conflict",
      reason: "overtaken",
      message: expect.stringContaining("Propose it again"),
    });
    expect(await versionsOf(portal, "US-DE")).toHaveLength(2);
    expect(await proposalsOf(portal, "US-DE")).toMatchObject([{ approved: null }]);
  });

  test("has one verdict, however many give theirs at once", async () => {
    const proposalId = await proposed("US-ME");
    const done = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) =>
        decideProposal(sorrel, { proposalId, isApproved: index % 2 === 0, reason: "Now" }),
      ),
    );
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const each of done)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "conflict" });
    const [{ approved } = { approved: null }] = await proposalsOf(portal, "US-ME");
    expect(await versionsOf(portal, "US-ME")).toHaveLength(approved ? 2 : 1);
  });

  test("and an edit at once: one is in force, the other hears of it", async () => {
    const proposalId = await proposed("US-IL");
    const changes = { notes: ["At the same time"] };
    const done = await Promise.allSettled([
      approve(sorrel, proposalId),
      editLaw(fern, { code: "US-IL", baseVersion: 1, changes, ...WHY }),
    ]);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await versionsOf(portal, "US-IL")).toHaveLength(2);
  });

  test("of an import is decided by one person of legal", async () => {
    const rows = (await fileRows()).filter(({ code }) => code === "US-CA");
    const looser = rows.map((row) => ({ ...row, collectionAllowedDefault: true }));
    await importJurisdictions(jobActor("law"), { rows: looser, source: "a newer file" });
    const [{ id = "" } = {}] = await proposalsOf(portal, "US-CA");
    await approve(fern, id);
    expect((await inForce(portal, "US-CA")).body.collectionAllowedDefault).toBe(true);
  });

  test("is nobody else's to decide, and one that is not there is not found", async () => {
    const proposalId = await proposed("US-MI");
    const { employee, admin } = portal.people;
    for (const actor of [employee, admin])
      await expect(approve(actor, proposalId)).rejects.toMatchObject({ code: "forbidden" });
    for (const wrong of ["", "nonsense", crypto.randomUUID()])
      await expect(approve(sorrel, wrong)).rejects.toMatchObject({ code: "not_found" });
    await expect(decideProposal(sorrel, null)).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("signing a row off", () => {
  const sign = (actor: PersonActor, code: string, version: number, remark = "") =>
    confirmLaw(actor, { code, version, remark });

  test("is recorded once, for the version in force", async () => {
    await sign(fern, "US-TX", 1, "Read and confirmed.");
    expect(await lastAct(portal)).toMatchObject({
      kind: "jurisdiction.confirmed",
      object_id: "US-TX",
      details: { version: 1 },
    });
    await expect(sign(sorrel, "US-TX", 1)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/Mossgrove signed this off on /),
    });
  });

  test("two at once sign once", async () => {
    const done = await Promise.allSettled([sign(fern, "US-WA", 1), sign(sorrel, "US-WA", 1)]);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("is refused for an older version, for a row with nothing open, for no row, and to anyone else", async () => {
    await expect(sign(fern, "US-DE", 1)).rejects.toMatchObject({ code: "conflict" });
    const tidy = { notes: [], citations: [], penalties: [], confidence: "sourced" };
    await editLaw(fern, { code: "US-FL", baseVersion: 1, changes: tidy, ...WHY });
    await expect(sign(fern, "US-FL", 2)).rejects.toMatchObject({ reason: "nothing-open" });
    await expect(sign(fern, "ZZ", 1)).rejects.toMatchObject({ code: "not_found" });
    await expect(sign(fern, "US-GA", 0)).rejects.toMatchObject({ code: "invalid" });
    await expect(sign(fern, "US-GA", 1, "x".repeat(2_001))).rejects.toMatchObject({ code: "invalid" });
    await expect(sign(portal.people.admin, "US-GA", 1)).rejects.toMatchObject({ code: "forbidden" });
  });
});
