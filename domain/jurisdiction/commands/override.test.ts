import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { jobActor } from "../../actor/queries.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { listOverrides } from "../queries/list-overrides.ts";
import { lastAct, legalOf, letLapse } from "../test-law.ts";
import { approveOverride, endOverride, proposeOverride } from "./override.ts";

let portal: TestPortal;
let fern: PersonActor;
let sorrel: PersonActor;
const GROUNDS = "The works agreement of 2 March allows it for the test team.";
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

beforeAll(async () => {
  portal = await openTestPortal();
  ({ fern, sorrel } = await legalOf(portal));
});
afterAll(() => portal.close());

const propose = (code: string, changes: object = {}) =>
  proposeOverride(fern, { code, grounds: GROUNDS, until: inDays(30), ...changes });
const stateOf = async (id: string) => (await listOverrides(fern)).find((each) => each.id === id)?.state;

/** Of the versions that agents compare, the one that was raised least often. */
const least = async (): Promise<number> =>
  (await portal.owner.query("select min(version)::int as least from person_state")).rows[0].least;

describe("an override of a blocked place", () => {
  test("lifts nothing until another person approves it, and then tells everyone's agents", async () => {
    const { id } = await propose("DE");
    expect(await stateOf(id)).toBe("waiting");
    expect(await lastAct(portal)).toMatchObject({
      kind: "override.proposed",
      actor_id: fern.id,
      object_id: id,
    });
    await expect(approveOverride(fern, { overrideId: id })).rejects.toMatchObject({
      code: "forbidden",
      reason: "own-override",
    });
    const before = await least();
    await approveOverride(sorrel, { overrideId: id });
    expect(await stateOf(id)).toBe("in-force");
    expect(await least()).toBeGreaterThan(before);
    await expect(approveOverride(sorrel, { overrideId: id })).rejects.toMatchObject({ code: "conflict" });
  });

  test("is ended at once, by any of them, with a reason, and that too is told to everyone's agents", async () => {
    const [{ id = "" } = {}] = await listOverrides(fern);
    await expect(endOverride(fern, { overrideId: id, reason: " " })).rejects.toMatchObject({
      code: "invalid",
    });
    const before = await least();
    await endOverride(fern, { overrideId: id, reason: "The agreement was terminated." });
    expect(await least()).toBeGreaterThan(before);
    expect((await listOverrides(fern))[0]).toMatchObject({
      state: "ended",
      grounds: GROUNDS,
      approved: { by: sorrel.name },
      ended: { by: fern.name, reason: "The agreement was terminated." },
    });
    await expect(endOverride(fern, { overrideId: id, reason: "Again" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("of two that lift a block leaves it lifted when one is ended, and says so", async () => {
    const both = [];
    for (const days of [30, 60]) {
      const { id } = await propose("CA-ON", { until: inDays(days) });
      await approveOverride(sorrel, { overrideId: id });
      both.push(id);
    }
    const [first = "", second = ""] = both;
    const reason = "The other one is enough.";
    expect(await endOverride(fern, { overrideId: first, reason })).toEqual({ isStillLifted: true });
    expect(await endOverride(fern, { overrideId: second, reason })).toEqual({ isStillLifted: false });
  });

  test("waits once for each place; approving and ending at once leaves nothing lifted in silence", async () => {
    const { id } = await propose("GB");
    await expect(propose("GB")).rejects.toMatchObject({ reason: "waits-already" });
    const done = await Promise.allSettled([
      approveOverride(sorrel, { overrideId: id }),
      approveOverride(sorrel, { overrideId: id }),
      endOverride(fern, { overrideId: id, reason: "Not this" }),
    ]);
    for (const each of done)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "conflict" });
    expect(done.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(2);
    expect(await stateOf(id)).toBe("ended");
  });

  test("ends by itself, and cannot be approved after that", async () => {
    const { id } = await propose("EU");
    await letLapse(portal, id);
    expect(await stateOf(id)).toBe("lapsed");
    await expect(approveOverride(sorrel, { overrideId: id })).rejects.toMatchObject({ reason: "over" });
  });

  test.each<[string, object, string]>([
    ["grounds that say nothing", { grounds: "Because." }, "grounds"],
    ["grounds without end", { grounds: "x".repeat(4_001) }, "grounds"],
    ["grounds that cannot be kept", { grounds: `${GROUNDS}\0` }, "grounds"],
    ["no end", { until: undefined }, "until"],
    ["an end that was", { until: inDays(-1) }, "until"],
    ["an end too far", { until: inDays(367) }, "until"],
    ["an end that is no date", { until: new Date(Number.NaN) }, "until"],
  ])("is refused with %s", async (_, changes, field) => {
    await expect(propose("AU-NSW", changes)).rejects.toMatchObject({
      code: "invalid",
      detail: { fields: { [field]: expect.any(String) } },
    });
  });

  test("is refused for a place that is not blocked, or not there, and to whoever is not of legal", async () => {
    await expect(propose("US-NY")).rejects.toMatchObject({ reason: "not-blocked" });
    await expect(propose("ZZ")).rejects.toMatchObject({ code: "not_found" });
    for (const overrideId of ["", "nonsense", crypto.randomUUID()])
      await expect(approveOverride(sorrel, { overrideId })).rejects.toMatchObject({ code: "not_found" });
    const { employee, admin } = portal.people;
    for (const actor of [employee, admin, jobActor("law")]) {
      await expect(proposeOverride(actor, {})).rejects.toMatchObject({ code: "forbidden" });
      await expect(approveOverride(actor, { overrideId: "" })).rejects.toMatchObject({ code: "forbidden" });
      await expect(endOverride(actor, { overrideId: "", reason: "x" })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    expect((await listOverrides(fern)).filter(({ code }) => code === "AU-NSW")).toEqual([]);
  });
});
