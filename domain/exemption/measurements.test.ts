import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayBounds, dayOf } from "../../lib/day.ts";
import type { PersonActor } from "../actor/schema.ts";
import { attachMeasurements } from "./commands/attach-file.ts";
import { withdrawRequest } from "./commands/end.ts";
import { discardExemptionDraft, saveExemptionDraft } from "./commands/save-draft.ts";
import { getDraft } from "./queries/get-draft.ts";
import { getRequest } from "./queries/get-request.ts";
import { listAttachedMeasurements, listMeasured, listOffered } from "./queries/measurements.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import type { Ground } from "./schema.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// What the agent measured of itself, as evidence: of one's own computers, of days that are over, and as it was shown.

let portal: RequestPortal;
let employee: PersonActor;
let colleague: PersonActor;
let manager: PersonActor;
let laptop: string;
let theirs: string;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, colleague, manager } = portal.people);
  // Noon, where both of them are: no day ends while these tests run.
  const now = await portal.now();
  const tomorrow = dayBounds(employee.timeZone, dayOf(employee.timeZone, now + DAY));
  await portal.putOn(tomorrow.from + DAY / 2 - now);
  laptop = await link(employee, "Laptop");
  theirs = await link(colleague, "Their laptop");
});
afterAll(() => portal.close());
beforeEach(async () => {
  await portal.owner.query("delete from usage_day");
  for (const ago of [31, 30, 1, 0]) {
    await measure(employee, laptop, ago);
    await measure(colleague, theirs, ago);
  }
  if ((await getDraft(employee)).saved) await discardExemptionDraft(employee);
});

async function link({ id }: PersonActor, name: string): Promise<string> {
  const device = randomUUID();
  await arrange(
    `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint)
     values ('${device}', '${id}', '${name}', 'linux', 'S1', '{}', '${device}')`,
  );
  return device;
}

/** As the owner, with the act that the database demands of every change. */
const arrange = (statement: string) =>
  portal.owner.query(
    `begin; insert into act (actor_kind, kind) values ('job', 'program.set-up'); ${statement}; commit`,
  );

const dayAgo = async (ago: number) => dayOf(employee.timeZone, (await portal.now()) - ago * DAY);

/** A day of which each figure says which day it is of. */
async function measure({ id }: PersonActor, device: string, ago: number): Promise<void> {
  await portal.owner.query(
    `insert into usage_day (employee_id, day, device_id, heartbeats, cpu_ms, rss_mb, bytes_sent, bytes_received,
       battery_low, dropped_segments) values ($1, $2, $3, 1, $4, 1, $5, $6, $7, 0)`,
    [id, await dayAgo(ago), device, 1_499 + ago * 1_000, 1_000 + ago, 2_000 + ago, ago === 1 ? null : ago],
  );
}

async function draft(ground: Ground): Promise<string> {
  return (await saveExemptionDraft(employee, { ...EMPTY_DRAFT, ground })).id;
}
const shownOf = async (who: PersonActor, ground: Ground) => (await listMeasured(who, ground))[0]?.shown ?? "";
const filesOf = async (requestId: string) =>
  (await portal.owner.query("select name, media_type from exemption_file where request_id = $1", [requestId]))
    .rows;

describe("what is offered", () => {
  test("is what each computer measured in 30 days that are over, of what the ground is about", async () => {
    const [first, last] = [await dayAgo(30), await dayAgo(1)];
    const said = { kind: "measurements", device: { name: "Laptop", platform: "linux" } };
    expect(await listMeasured(employee, "bandwidth")).toEqual([
      {
        deviceId: laptop,
        shown: expect.stringMatching(/./),
        measurements: {
          ...said,
          about: "bandwidth",
          days: [
            { day: first, sent: 1_030, received: 2_030 },
            { day: last, sent: 1_001, received: 2_001 },
          ],
        },
      },
    ]);
    expect((await listMeasured(employee, "power")).map(({ measurements }) => measurements)).toEqual([
      {
        ...said,
        about: "power",
        days: [
          { day: first, batteryLow: 30, cpuSeconds: 31 },
          { day: last, batteryLow: null, cpuSeconds: 2 },
        ],
      },
    ]);
  });

  test.each(["sensitive-content", "health", "conviction", "other", null] as const)(
    "is nothing on the ground %s",
    async (ground) => {
      expect(await listMeasured(employee, ground)).toEqual([]);
    },
  );

  test("is nothing of a computer that has no day that is over, or is not linked any more", async () => {
    const fresh = await link(employee, "New one");
    await measure(employee, fresh, 0);
    const gone = await link(employee, "Old one");
    await measure(employee, gone, 1);
    await arrange(
      `insert into device_revocation (device_id, employee_id, revoked_by, reason)
       values ('${gone}', '${employee.id}', '${employee.id}', 'sold')`,
    );
    expect((await listMeasured(employee, "power")).map(({ deviceId }) => deviceId)).toEqual([laptop]);
  });
});

describe("nothing is attached", () => {
  /** That it is refused so, and that no file and no act came of it. */
  async function expectRefused(requestId: string, attach: Promise<unknown>, reason: object): Promise<void> {
    const acts = (await portal.actsAbout(employee.id)).length;
    await expect(attach).rejects.toMatchObject(reason);
    expect(await filesOf(requestId)).toEqual([]);
    expect(await portal.actsAbout(employee.id)).toHaveLength(acts);
  }
  const CHANGED = { code: "conflict", reason: "changed" };

  test("of another's computer, whoever's mark it is", async () => {
    const requestId = await draft("bandwidth");
    const others = await shownOf(colleague, "bandwidth");
    const own = await shownOf(employee, "bandwidth");
    for (const shown of [others, own])
      await expectRefused(
        requestId,
        attachMeasurements(employee, { requestId, deviceId: theirs, shown }),
        CHANGED,
      );
    await expectRefused(
      requestId,
      attachMeasurements(employee, { requestId, deviceId: laptop, shown: others }),
      CHANGED,
    );
  });

  test("of what another ground is about, or where the ground was changed since", async () => {
    const requestId = await draft("bandwidth");
    const [bandwidth, power] = [await shownOf(employee, "bandwidth"), await shownOf(employee, "power")];
    const attach = (shown: string) => attachMeasurements(employee, { requestId, deviceId: laptop, shown });
    await expectRefused(requestId, attach(power), CHANGED);
    await draft("other");
    await expectRefused(requestId, attach(bandwidth), CHANGED);
    await saveExemptionDraft(employee, EMPTY_DRAFT);
    await expectRefused(requestId, attach(bandwidth), CHANGED);
  });

  test("that is not what was shown: the agent delivered more of that day in the meantime", async () => {
    const requestId = await draft("bandwidth");
    const shown = await shownOf(employee, "bandwidth");
    const sendOneMore = async (ago: number) =>
      portal.owner.query(
        "update usage_day set bytes_sent = bytes_sent + 1 where device_id = $1 and day = $2",
        [laptop, await dayAgo(ago)],
      );
    await sendOneMore(0);
    expect(await shownOf(employee, "bandwidth"), "today was not shown").toBe(shown);
    await sendOneMore(1);
    await expectRefused(
      requestId,
      attachMeasurements(employee, { requestId, deviceId: laptop, shown }),
      CHANGED,
    );
  });

  test("to a draft or a request of somebody else's, to none, or to one that is settled", async () => {
    const others = await saveExemptionDraft(colleague, { ...EMPTY_DRAFT, ground: "bandwidth" });
    const mine = { deviceId: laptop, shown: await shownOf(employee, "bandwidth") };
    const attach = (requestId: string) => attachMeasurements(employee, { requestId, ...mine });
    const unknown = { code: "not_found", reason: "no-such-request" };
    await expectRefused(others.id, attach(others.id), unknown);
    await discardExemptionDraft(colleague);
    const sent = await portal.apply(colleague, "bandwidth");
    await expectRefused(sent, attach(sent), unknown);
    await withdrawRequest(colleague, sent, "request");
    for (const never of [randomUUID(), "no id"]) await expect(attach(never)).rejects.toMatchObject(unknown);
    const settled = await portal.apply(employee, "bandwidth");
    await portal.decide(manager, settled);
    await expectRefused(settled, attach(settled), { code: "conflict", reason: "settled" });
  });
});

describe("at the employee's choice", () => {
  test("nothing goes with a request, unless it was attached: then whoever decides reads what was shown", async () => {
    const plain = await portal.apply(employee, "bandwidth");
    expect(await filesOf(plain)).toEqual([]);
    expect(await listAttachedMeasurements(manager, plain)).toEqual([]);
    await withdrawRequest(employee, plain, "request");

    const [offered] = await listMeasured(employee, "power");
    const requestId = await draft("power");
    const { id } = await attachMeasurements(employee, {
      requestId,
      deviceId: laptop,
      shown: offered?.shown ?? "",
    });
    const read = [{ fileId: id, measurements: offered?.measurements }];
    expect(await listAttachedMeasurements(employee, requestId), "its draft").toEqual(read);
    expect(await listAttachedMeasurements(manager, requestId), "a draft is nobody else's").toEqual([]);
    expect(await portal.apply(employee, "power")).toBe(requestId);
    expect(await listAttachedMeasurements(manager, requestId)).toEqual(read);
    for (const part of ["colleague", "head", "legal", "hr", "admin"] as const)
      expect(await listAttachedMeasurements(portal.people[part], requestId), part).toEqual([]);
    await portal.decide(manager, requestId);
    expect(await listAttachedMeasurements(manager, requestId), "whoever decided").toEqual(read);
  });

  test("they come to a request that waits already, once", async () => {
    const requestId = await portal.apply(employee, "bandwidth");
    const shown = await shownOf(employee, "bandwidth");
    expect(await listOffered(employee, { ground: "bandwidth", requestId })).toMatchObject([{ shown }]);
    const attach = () => attachMeasurements(employee, { requestId, deviceId: laptop, shown });
    const { id } = await attach();
    expect(await listOffered(employee, { ground: "bandwidth", requestId }), "all is attached").toBeNull();
    await expect(attach()).rejects.toMatchObject({ code: "conflict", reason: "there-already" });
    expect((await listAttachedMeasurements(manager, requestId)).map(({ fileId }) => fileId)).toEqual([id]);
    expect((await getRequest(manager, requestId)).files).toMatchObject([
      { id, name: "Measurements of Laptop.json", mediaType: "application/json" },
    ]);
    expect((await portal.actsAbout(employee.id)).at(-1)).toMatchObject({
      kind: "exemption.file-added",
      objectId: requestId,
    });
    await withdrawRequest(employee, requestId, "request");
  });
});
