import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Device, newBatch } from "../../bench/device.ts";
import { getMyData } from "../../domain/activity/queries/get-my-data.ts";
import { listDeviceStatus } from "../../domain/activity/queries/list-device-status.ts";
import type { Segment } from "../../domain/activity/schema.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { applyForExemption } from "../../domain/exemption/commands/apply.ts";
import { withdrawRequest } from "../../domain/exemption/commands/end.ts";
import { saveExemptionDraft } from "../../domain/exemption/commands/save-draft.ts";
import type { Scope } from "../../domain/exemption/schema.ts";
import { dayOf } from "../../lib/day.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const DAY = 86_400_000;
const EMPTY = {
  ground: null,
  words: "",
  everything: false,
  categories: null,
  applications: null,
  devices: null,
  hours: null,
  from: "",
  until: "",
  renews: null,
};

/** Asks for it on sensitive content, which stops collection in its scope at once. */
async function apply(actor: PersonActor, scope: Partial<Scope>): Promise<string> {
  await saveExemptionDraft(actor, EMPTY);
  const all = { categories: null, applications: null, devices: null, hours: null };
  const now = Date.now();
  const { id } = await applyForExemption(actor, {
    ground: "sensitive-content",
    words: "Client files are open in it.",
    scope: { ...all, from: now, until: now + 30 * DAY, ...scope },
    renews: null,
  });
  return id;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const click = { kind: "click" as const, at: 1, button: "left" as const, times: 1 };
const keys = { kind: "keys" as const, at: 1, for: 1, letters: 3 };

/** What a device says that heeds nothing: that it has just recorded both. */
async function misbehave(device: Device, application = "terminal", steps: Segment["steps"] = [click, keys]) {
  await sleep(600);
  const segment = { application, from: Math.floor(Date.now() / 100) - 4, length: 4, steps };
  const { results } = await device.sync({ batches: [newBatch({ segments: [segment] })] });
  return results[0];
}

const exempt = (steps: number, tenths: number) => ({ reason: "exempt", steps, tenths });
/** What was thrown away today; also where it was yesterday until just now. */
async function shown(actor: PersonActor): Promise<{ reason: string; times: number }[]> {
  const now = Date.now();
  const days = new Set([now - 60_000, now].map((at) => dayOf(actor.timeZone, at)));
  const discards = await Promise.all(
    [...days].map(async (on) => (await getMyData(actor, { view: "day", on })).discards),
  );
  return discards.flat().map(({ reason, times }) => ({ reason, times }));
}

/** As hours of the week, which begin anew on Mondays. */
function spanOfWeek(from: number, to: number): [number, number][] {
  const begin = (from + 10_080) % 10_080;
  const end = begin + to - from;
  if (end <= 10_080) return [[begin, end]];
  return [
    [begin, 10_080],
    [0, end - 10_080],
  ];
}

/** The minute of the week that it is for somebody. */
function minuteOfWeek({ timeZone }: PersonActor): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(Date.now());
  const said = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(said("weekday"));
  return day * 1440 + Number(said("hour")) * 60 + Number(said("minute"));
}

describe("what a device sends although its owner is exempt", () => {
  test("in an application is thrown away with its reason, and elsewhere kept", async () => {
    const actor = await portal.person("juniper.thimblewick");
    await allow(actor);
    const device = await portal.device(actor);
    expect(await misbehave(device)).toMatchObject({ status: "accepted" });
    const id = await apply(actor, { applications: ["terminal"] });
    const told = decodeJwt((await device.sync({})).directive ?? "");
    expect(told).toMatchObject({
      label: "collected",
      applications: [{ id: "spreadsheet" }],
      spared: [{ id: "terminal" }],
    });
    expect(await misbehave(device)).toMatchObject({ status: "discarded", discarded: [exempt(2, 4)] });
    expect(await misbehave(device, "spreadsheet")).toMatchObject({ status: "accepted" });
    expect(await shown(actor)).toEqual([{ reason: "exempt", times: 1 }]);
    await withdrawRequest(actor, id, "request");
    expect(await misbehave(device)).toMatchObject({ status: "accepted" });
    expect(decodeJwt((await device.sync({})).directive ?? "")).not.toHaveProperty("spared");
  });

  test("of one category is cut out of what is kept", async () => {
    const actor = await portal.person("basil.thimblewick");
    await allow(actor);
    const device = await portal.device(actor);
    await apply(actor, { applications: ["terminal"], categories: ["keyboard"] });
    expect(await misbehave(device)).toMatchObject({ status: "cut", stored: 1, discarded: [exempt(1, 0)] });
    const rows = await portal.sql("select clicks, keys from segment where employee_id = $1", [actor.id]);
    expect(rows).toEqual([{ clicks: 1, keys: 0 }]);
  });

  test("on one computer is thrown away, and on another kept", async () => {
    const actor = await portal.person("clover.thimblewick");
    await allow(actor);
    const [spared, other] = [await portal.device(actor, "spared"), await portal.device(actor, "other")];
    await apply(actor, { devices: [spared.deviceId] });
    expect(decodeJwt((await spared.sync({})).directive ?? "")).toMatchObject({ label: "exempt" });
    expect(decodeJwt((await other.sync({})).directive ?? "")).toMatchObject({ label: "collected" });
    expect(await misbehave(spared)).toMatchObject({ status: "discarded", discarded: [exempt(2, 4)] });
    expect(await misbehave(other)).toMatchObject({ status: "accepted" });
  });

  test("in the hours of the week that are left out is thrown away, and in others kept", async () => {
    const actor = await portal.person("rowan.thimblewick");
    await allow(actor);
    const device = await portal.device(actor);
    const minute = minuteOfWeek(actor);
    const around = spanOfWeek(minute - 30, minute + 30);
    const far = (minute + 5_040) % 10_000;
    const elsewhen = await apply(actor, { hours: [[far, far + 60]] });
    expect(await misbehave(device)).toMatchObject({ status: "accepted" });
    await withdrawRequest(actor, elsewhen, "request");
    await apply(actor, { hours: around });
    const told = decodeJwt((await device.sync({})).directive ?? "");
    expect(told).toMatchObject({ label: "exempt", changesAt: expect.any(Number) });
    expect(await misbehave(device)).toMatchObject({ status: "discarded", discarded: [exempt(2, 4)] });
  });

  test("is recorded while it was not, and kept, however late it comes", async () => {
    const actor = await portal.person("aster.thimblewick");
    await allow(actor);
    const device = await portal.device(actor);
    await sleep(600);
    const id = await apply(actor, { applications: ["terminal"] });
    const [began] = await portal.sql<{ at: Date }>(
      "select from_at as at from exemption_request where id = $1",
      [id],
    );
    const from = Math.floor(Number(began?.at) / 100) - 4;
    await sleep(Math.max(0, (from + 7) * 100 - Date.now()));
    const straddling = { application: "terminal", from, length: 7, steps: [click, { ...click, at: 6 }] };
    const { results } = await device.sync({ batches: [newBatch({ segments: [straddling] })] });
    expect(results[0]).toMatchObject({
      status: "cut",
      stored: 1,
      discarded: [{ reason: "exempt", steps: 1 }],
    });
  });
});

test("its owner reads at each computer what they are exempt from", async () => {
  const actor = await portal.person("fern.thimblewick");
  await allow(actor);
  const device = await portal.device(actor);
  const status = async () => (await listDeviceStatus(actor)).find(({ id }) => id === device.deviceId);
  await apply(actor, { applications: ["terminal"] });
  await device.sync({ label: "exempt" });
  const text = "You are exempt in Terminal: nothing is recorded there.";
  expect(await status()).toMatchObject({ label: "exempt", reason: text });
  await device.sync({ label: "collected" });
  expect(await status()).toMatchObject({
    label: "collected",
    reason: `It records what you allowed, in the applications you turned on. ${text}`,
  });
  await apply(actor, {});
  await device.sync({ label: "exempt" });
  expect(await status()).toMatchObject({ label: "exempt", reason: "You are exempt from collection." });
});
