import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { loadPeople } from "../directive/queries.ts";
import type { Facts } from "../directive/rules.ts";
import { withdrawRequest } from "./commands/end.ts";
import { getScopeNames } from "./queries/get-scope-names.ts";
import { namesOtherComputers } from "./queries/names-other-computers.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// What the decision about a computer is made of, because of requests.

let portal: RequestPortal;
let applicant: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  applicant = portal.people.employee;
});
afterAll(() => portal.close());

async function link(serial: string, name = "laptop", platform = "linux"): Promise<string> {
  const id = randomUUID();
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'device.linked'))
     insert into device (id, employee_id, name, platform, serial, public_key, thumbprint)
     values ($1, $2, $3, $4, $5, '{}', gen_random_uuid()::text)`,
    [id, applicant.id, name, platform, serial],
  );
  return id;
}

async function unlink(id: string): Promise<void> {
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'device.unlinked'))
     insert into device_revocation (device_id, employee_id, revoked_by, reason) values ($1, $2, $2, 'test')`,
    [id, applicant.id],
  );
}

async function exemptionsOn(device: string): Promise<Facts["exemptions"]> {
  const query = async (_: string, text: string, values: readonly unknown[]) =>
    (await portal.owner.query(text, [...values])).rows;
  const facts = (await loadPeople(query, [applicant.id])).get(applicant.id)?.devices.get(device);
  if (!facts) throw new Error("no such computer");
  return facts.exemptions;
}

test("what was withdrawn is looked up no longer than records of its time may still come", async () => {
  const device = await link("S0");
  const until = (await portal.now()) + 300 * DAY;
  for (let i = 0; i < 3; i++) {
    const id = await portal.apply(applicant, "sensitive-content", { until });
    await portal.putOn(60_000);
    await withdrawRequest(applicant, id, "request");
  }
  await portal.apply(applicant, "sensitive-content", { until });
  expect(await exemptionsOn(device)).toHaveLength(4);
  await portal.putOn(16 * DAY);
  expect(await exemptionsOn(device)).toHaveLength(1);
});

test("a computer that is linked anew is left out as it was, and another is told that it is not", async () => {
  const first = await link("S1");
  const other = await link("S2", "laptop");
  const bare = await link("unknown", "desk");
  const before = (await exemptionsOn(first)).length;
  await portal.apply(applicant, "sensitive-content", { devices: [first, bare] });
  const count = async (device: string) => (await exemptionsOn(device)).length - before;
  expect([await count(first), await count(bare), await count(other)]).toEqual([1, 1, 0]);
  const nameOf = async (id: string) => (await getScopeNames(applicant)).devices[id];
  await unlink(first);
  expect(await nameOf(first)).toBe("laptop (no longer linked)");
  const asking = { platform: "linux", serial: "S1", name: "renamed" };
  expect(await namesOtherComputers(applicant, asking)).toBe(false);
  expect(await namesOtherComputers(applicant, { ...asking, serial: "S3" })).toBe(true);
  const again = await link("S1", "renamed");
  expect(await nameOf(first)).toBe("laptop");
  expect(await count(again)).toBe(1);
  // Numbers that tell nothing are not taken for one computer, nor are systems that are not the same.
  expect(await count(await link("unknown", "desk"))).toBe(1);
  expect(await count(await link("unknown", "sofa"))).toBe(0);
  expect(await count(await link("S1", "laptop", "win32"))).toBe(0);
});
