import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Device } from "../../bench/device.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { switchApplication, withdrawConsent } from "../../domain/consent/commands.ts";
import { loadPeople } from "../../domain/directive/queries.ts";
import { decide, type Facts } from "../../domain/directive/rules.ts";
import { revokeDevice } from "../../domain/directory/commands/revoke-device.ts";
import { getNoticeState } from "../../domain/notice/queries.ts";
import { resumePause, startPause } from "../../domain/pause/commands.ts";
import { read } from "../../lib/db/reader.ts";
import { organisation } from "../../prisma/factories/organisation.ts";
import { publishNext } from "../../prisma/factories/publish-next.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

// What was done, and what the decision is made of afterwards: read back and compared one by one, since
// everything else in the program asks the same reader.

let portal: TestPortal;
let people: PersonActor[];
let actor: PersonActor;
let device: Device;

beforeAll(async () => {
  portal = await openTestPortal();
  const rows = await portal.sql<{ subject: string }>(
    `select p.subject from person p join location l on l.person_id = p.id
     where l.jurisdiction in ('US-NY', 'US-TX', 'US-CT') group by 1 having count(*) = 2 order by 1`,
  );
  people = await Promise.all(rows.map(({ subject }) => portal.person(subject)));
});
afterAll(() => portal.close());

beforeEach(async () => {
  const next = people.pop();
  if (!next) throw new Error("there are too few people");
  actor = next;
  device = await portal.device(actor);
});

async function facts(): Promise<Facts> {
  const known = await read(actor, (db) =>
    loadPeople((_, text, values) => db.$queryRawUnsafe(text, ...values), [actor.id]),
  );
  const own = known.get(actor.id)?.devices.get(device.deviceId);
  if (!own) throw new Error("the device is not known");
  return own;
}

async function now(): Promise<number> {
  const rows = await portal.sql<{ now: Date }>("select sayso_now() as now");
  return rows[0]?.now.getTime() ?? Number.NaN;
}

async function version(): Promise<number> {
  const rows = await portal.sql<{ version: string }>(
    "select version from person_state where person_id = $1",
    [actor.id],
  );
  return Number(rows[0]?.version);
}

/** When an acknowledgement of the federal notice stood. */
function acknowledged(own: Facts) {
  return own.gate.evidence.filter((each) => each.code === "US" && each.duty === "acknowledgement");
}

/** Every one of these must be noticed by whoever holds the version from before. */
async function changing<T>(act: () => Promise<T>): Promise<{ before: number; after: number; result: T }> {
  const old = await version();
  const before = await now();
  const result = await act();
  expect(await version()).toBeGreaterThan(old);
  return { before, after: await now(), result };
}

function expectIn(at: number | undefined, { before, after }: { before: number; after: number }): void {
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(after);
}

describe("facts", () => {
  test("of somebody who did nothing permit nothing", async () => {
    const own = await facts();
    expect(own.consents).toEqual({ pointer: [], keyboard: [], screen: [], application: [] });
    expect(own.applications.every((each) => each.allowed.length === 0)).toBe(true);
    expect(own).toMatchObject({ employed: true, answered: false, pauses: [], exemptions: [] });
    expect(acknowledged(own)).toEqual([]);
    expect(decide(own, await now()).permissions).toEqual([]);
  });

  test("hold each consent and each switch from when it was given to when it was taken back", async () => {
    const given = await changing(() => allow(actor, ["pointer", "keyboard"], ["terminal"]));
    const first = await facts();
    expectIn(first.consents.pointer[0]?.from, given);
    expect(first.consents.pointer[0]?.to).toBe(Number.POSITIVE_INFINITY);
    expect(first.consents.screen).toEqual([]);
    expectIn(acknowledged(first)[0]?.from, given);
    expect(decide(first, given.after).permissions).toMatchObject([
      { application: { id: "terminal" }, categories: ["pointer", "keyboard"] },
    ]);
    const { notice } = await getNoticeState(actor);
    const off = await changing(() =>
      switchApplication(actor, { noticeHash: notice.sha256, applicationId: "terminal", allowed: false }),
    );
    const [span] = (await facts()).applications.find((each) => each.id === "terminal")?.allowed ?? [];
    expectIn(span?.from, given);
    expectIn(span?.to, off);
    const withdrawn = await changing(() => withdrawConsent(actor));
    const last = await facts();
    expectIn(last.consents.pointer[0]?.to, withdrawn);
    expect(decide(last, withdrawn.after)).toMatchObject({ label: "no-consent", permissions: [] });
  });

  test("hold pauses from their start to their end, early ends too", async () => {
    const first = await changing(() => startPause(actor, { seconds: 600 }));
    expect((await facts()).pauses).toEqual([
      { from: first.result.startedAt.getTime(), to: first.result.plannedEndAt.getTime() },
    ]);
    const resumed = await changing(() => resumePause(actor));
    const second = await changing(() => startPause(actor, { seconds: 5 }));
    expect((await facts()).pauses).toEqual([
      { from: first.result.startedAt.getTime(), to: resumed.result.endedAt.getTime() },
      { from: second.result.startedAt.getTime(), to: second.result.startedAt.getTime() + 5_000 },
    ]);
  });

  test("hold exemptions, where people live and work, and whether they still do", async () => {
    await allow(actor);
    await portal.sql(
      "alter table exemption disable trigger recorded; alter table person disable trigger recorded",
    );
    await portal.sql("alter table location disable trigger recorded");
    await changing(() =>
      portal.sql(
        `insert into exemption (id, employee_id, categories, applications, from_at, until_at)
         values (gen_random_uuid(), $1, array['keyboard'], null, '2026-01-01', '2999-01-01')`,
        [actor.id],
      ),
    );
    const exempted = await facts();
    expect(exempted.exemptions).toEqual([
      {
        from: Date.UTC(2026, 0, 1),
        to: Date.UTC(2999, 0, 1),
        categories: ["keyboard"],
        applications: [],
        week: null,
      },
    ]);
    const left = decide(exempted, await now()).permissions.flatMap((each) => each.categories);
    expect(new Set(left)).toEqual(new Set(["pointer", "screen", "application"]));
    const moved = await changing(() =>
      portal.sql("update location set until_at = sayso_now() where person_id = $1 and kind = 'work'", [
        actor.id,
      ]),
    );
    const homeless = await facts();
    expectIn(homeless.gate.locations.find((each) => each.kind === "work")?.to, moved);
    expect(decide(homeless, moved.after).label).toBe("held-by-law");
    await changing(() => portal.sql("update person set active = false where id = $1", [actor.id]));
    expect((await facts()).employed).toBe(false);
    await portal.sql(
      "alter table exemption enable trigger recorded; alter table person enable trigger recorded",
    );
    await portal.sql("alter table location enable trigger recorded");
  });

  test("begin with the enrolment of each device, and end with its revocation", async () => {
    const { enrolled } = await facts();
    const [row] = await portal.sql<{ enrolled_at: Date }>("select enrolled_at from device where id = $1", [
      device.deviceId,
    ]);
    expect(enrolled).toEqual({ from: row?.enrolled_at.getTime(), to: Number.POSITIVE_INFINITY });
    const { result } = await changing(() =>
      revokeDevice(actor, { deviceId: device.deviceId, reason: "sold" }),
    );
    expect((await facts()).enrolled).toEqual({ from: enrolled.from, to: result.at.getTime() });
  });

  test("a notice whose substance changed ends what was agreed to under the old one; other changes do not", async () => {
    await allow(actor);
    const { notice } = organisation(1);
    const wording = { ...notice, title: `${notice.title}.` };
    const lawyers = {
      legal: await portal.person("fern.mossgrove"),
      secondLegal: await portal.person("sorrel.mossgrove"),
    };
    await changing(() => publishNext(lawyers, { substance: false, ...wording }));
    expect((await facts()).consents.pointer[0]?.to).toBe(Number.POSITIVE_INFINITY);
    const other = { ...notice, title: "Another program" };
    const changed = await changing(() => publishNext(lawyers, { substance: true, ...other }));
    const own = await facts();
    expectIn(own.consents.pointer[0]?.to, changed);
    expectIn(acknowledged(own)[0]?.to, changed);
    expect(decide(own, changed.after).permissions).toEqual([]);
  });
});
