import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Speaker } from "../../prisma/factories/test-portal.ts";
import { type AppRolePortal, job, nobody, openAppRolePortal } from "./test-app-role.ts";

let portal: AppRolePortal;
let employee: Speaker;
let colleague: Speaker;
let legal: Speaker;
let admin: Speaker;

beforeAll(async () => {
  portal = await openAppRolePortal();
  ({ employee, colleague, legal, admin } = portal.speakers);
});
afterAll(() => portal.close());

describe("what is answered before anyone is known", () => {
  test("a session is found for nobody, and not from within somebody's transaction", async () => {
    const subject = portal.organisation.people[0]?.subject;
    expect(await portal.as(nobody, "select active from find_session($1)", [subject])).toEqual([
      { active: true },
    ]);
    expect(await portal.as(nobody, "select active from find_session($1)", ["stranger"])).toEqual([]);
    for (const speaker of [employee, admin, job]) {
      expect(await portal.as(speaker, "select active from find_session($1)", [subject])).toEqual([]);
    }
  });

  test("proofs are remembered once, and not from within somebody's transaction", async () => {
    const jti = randomUUID();
    const admit = "select admit_proof('thumb', $1) as fresh";
    expect(await portal.as(employee, admit, [jti])).toEqual([{ fresh: false }]);
    expect(await portal.as(nobody, admit, [jti])).toEqual([{ fresh: true }]);
    expect(await portal.as(nobody, admit, [jti])).toEqual([{ fresh: false }]);
  });
});

describe("a person's lock and version", () => {
  const touch = "select touch_person($1)";
  const versions = (speaker: Speaker, id: string | null) =>
    portal.as(speaker, "select person_id from hold_versions(array[$1]::uuid[])", [id]);

  test("are taken by those who decide about the person, and by nobody else", async () => {
    const manager: Speaker = {
      kind: "person",
      id: portal.people.manager.id,
      subjects: [portal.people.manager.id],
    };
    const device: Speaker = { ...employee, kind: "device" };
    for (const speaker of [employee, device, manager, admin, job]) {
      await expect(portal.as(speaker, touch, [employee.id])).resolves.toHaveLength(1);
    }
    const adminsDevice: Speaker = { ...admin, kind: "device" };
    for (const speaker of [nobody, colleague, legal, adminsDevice]) {
      await expect(portal.as(speaker, touch, [employee.id])).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("of many are taken by the program alone; of everyone also by legal, who decide what law and notices say", async () => {
    const others = [nobody, employee, admin, { ...employee, kind: "ingest" as const }];
    const deny = async (speakers: readonly Speaker[], sql: string, values: string[] = []) => {
      for (const speaker of speakers)
        await expect(portal.as(speaker, sql, values)).rejects.toMatchObject({ code: "42501" });
    };
    const many = "select touch_people(array[$1]::uuid[])";
    await expect(portal.as(job, many, [employee.id ?? ""])).resolves.toHaveLength(1);
    await deny([...others, legal], many, [employee.id ?? ""]);
    const everyone = "select touch_everyone()";
    for (const speaker of [job, legal]) await expect(portal.as(speaker, everyone)).resolves.toHaveLength(1);
    await deny([...others, { ...legal, kind: "device" }], everyone);
  });

  test("are held only for those an ingest speaks for", async () => {
    const ingest: Speaker = { kind: "ingest", id: null, subjects: employee.subjects };
    expect(await versions(ingest, employee.id)).toEqual([{ person_id: employee.id }]);
    expect(await versions(ingest, colleague.id)).toEqual([]);
    expect(await versions(admin, employee.id)).toEqual([]);
    expect(await versions(nobody, employee.id)).toEqual([]);
  });
});

describe("about themselves", () => {
  const act = "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'person.sessions-ended')";
  const change = (sql: string) =>
    portal.asApp(employee, async (client) => {
      await client.query(act, [employee.id]);
      return client.query(sql);
    });

  test.each([
    "active = false",
    "manager_id = null",
    "email = 'someone.else@larkspur.example'",
    "name = 'Someone Else'",
    "time_zone = 'Europe/Berlin'",
    "subject = 'legal'",
  ])("people cannot say %s", async (assignment) => {
    await expect(change(`update person set ${assignment}`)).rejects.toMatchObject({ code: "42501" });
  });

  test("people end their sessions, and nobody revives them", async () => {
    expect(await change("update person set session_epoch = session_epoch + 1")).toMatchObject({
      rowCount: 1,
    });
    const revive = "update person set session_epoch = session_epoch - 1";
    await expect(change(revive)).rejects.toMatchObject({ code: "23001" });
    await expect(portal.as(job, revive)).rejects.toMatchObject({ code: "23001" });
  });

  test("people see their own row, their manager's and their reports', and no others", async () => {
    const names = async (speaker: Speaker) =>
      (await portal.as<{ id: string }>(speaker, "select id from person")).map((row) => row.id).sort();
    const { manager } = portal.people;
    expect(await names(employee)).toEqual([employee.id, manager.id].sort());
    const reports = await portal.asOwner<{ id: string }>(
      "select id from person where manager_id = $1 or id = $1",
      [manager.id],
    );
    const [boss] = await portal.asOwner<{ manager_id: string }>(
      "select manager_id from person where id = $1",
      [manager.id],
    );
    const visible = [...reports.map((row) => row.id), boss?.manager_id].sort();
    expect(await names({ kind: "person", id: manager.id, subjects: [manager.id] })).toEqual(visible);
    expect(await names({ kind: "device", id: manager.id, subjects: [manager.id] })).toEqual([manager.id]);
  });
});

describe("somebody else's device", () => {
  const device = randomUUID();
  const insertDevice = `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
    values ($1, $2, 'Laptop', 'linux', 'S1', '{}', $3, '2020-01-01')`;
  const linked = "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'device.linked')";

  let begun: Date | undefined;

  beforeAll(async () => {
    const [row] = await portal.asOwner<{ begun: Date }>("select clock_timestamp() as begun");
    begun = row?.begun;
    await portal.asApp(employee, async (client) => {
      await client.query(linked, [employee.id]);
      await client.query(insertDevice, [device, employee.id, randomUUID()]);
    });
  });

  test("cannot be unlinked, spoken for or given tokens under one's own name", async () => {
    const revoke = `insert into device_revocation (device_id, employee_id, revoked_by, reason) values ($1, $2, $2, '')`;
    const token = `insert into device_token values ($1, $2, 'a', now(), 'b', now())`;
    const contact = `insert into device_contact values ($1, $2, now(), '1', 'collected')`;
    const ingest: Speaker = { kind: "ingest", id: null, subjects: colleague.subjects };
    await expect(portal.as(colleague, revoke, [device, colleague.id])).rejects.toMatchObject({
      code: "23503",
    });
    await expect(portal.as(ingest, token, [device, colleague.id])).rejects.toMatchObject({ code: "23503" });
    await expect(portal.as(ingest, contact, [device, colleague.id])).rejects.toMatchObject({ code: "23503" });
  });

  test("a link counts from the moment it was made, whatever time is given", async () => {
    const [row] = await portal.asOwner(
      "select enrolled_at >= date_trunc('milliseconds', $2::timestamptz) as recent from device where id = $1",
      [device, begun],
    );
    expect(row).toEqual({ recent: true });
  });

  test("codes of computers that wait cannot be listed, only named by people", async () => {
    await portal.as(
      nobody,
      "select ask_to_link('hash', 'BCDFGHJK', '{}', 'thumb', 'Laptop', 'linux', 'S1', 900)",
    );
    const list = "select user_code from device_authorization";
    expect(await portal.as(employee, list)).toEqual([]);
    expect(await portal.as(admin, list)).toEqual([]);
    const name = (speaker: Speaker) =>
      portal.asApp(speaker, async (client) => {
        await client.query("select set_config('app.user_code', 'BCDFGHJK', true)");
        return (await client.query(list)).rows;
      });
    expect(await name(employee)).toEqual([{ user_code: "BCDFGHJK" }]);
    expect(await name(job)).toEqual([]);
    expect(await name({ ...employee, kind: "device" })).toEqual([]);
  });
});
