import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { giveUpExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { getRequest } from "./queries/get-request.ts";
import { clockwork, DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());

/** Twice at once, and once more. */
async function run(): Promise<void> {
  await Promise.all([runExemptionClock(clockwork), runExemptionClock(clockwork)]);
  await runExemptionClock(clockwork);
}
const count = async (sql: string, ...values: unknown[]) =>
  (await portal.owner.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).rows[0]?.n;
const told = async (id: string) => {
  const { rows } = await portal.owner.query<{ kind: string }>(
    "select kind from letter where request_id = $1 and kind like 'expires-in-%' order by kind",
    [id],
  );
  return rows.map(({ kind }) => kind);
};

test("whose exemption ends hears it 14 and 3 days before, once each, unless it is being renewed, given up or revoked", async () => {
  const at = await portal.now();
  const scope = { until: at + 20 * DAY };
  const grant = async () => {
    const id = await portal.apply(employee, "bandwidth", scope);
    await portal.decide(manager, id);
    return id;
  };
  const [plain, renewed, refused, given, revoked] = [
    await grant(),
    await grant(),
    await grant(),
    await grant(),
    await grant(),
  ];
  await portal.apply(employee, "bandwidth", { until: at + 40 * DAY }, renewed);
  const denied = await portal.apply(employee, "bandwidth", { until: at + 40 * DAY }, refused);
  await portal.decide(manager, denied, { kind: "denied" });
  await giveUpExemption(employee, given);
  await revokeExemption(manager, revoked, "No longer.");
  await run();
  expect(await told(plain)).toEqual([]);
  await portal.putOn(6 * DAY);
  await run();
  expect(await told(plain)).toEqual(["expires-in-14"]);
  await portal.putOn(11 * DAY);
  await run();
  expect(await told(plain)).toEqual(["expires-in-14", "expires-in-3"]);
  expect(await told(refused)).toEqual(["expires-in-14", "expires-in-3"]);
  for (const id of [renewed, given, revoked]) expect(await told(id)).toEqual([]);
  expect(await count("act where object_id = $1 and kind = 'exemption.expiry-told'", plain)).toBe(2);
});

test("whoever renews keeps what is renewed until it is decided anew, and not after they gave it up", async () => {
  const at = await portal.now();
  const grant = await portal.apply(employee, "bandwidth", { until: at + 3 * DAY });
  await portal.decide(manager, grant);
  const renewal = await portal.apply(
    employee,
    "bandwidth",
    { until: at + 40 * DAY, applications: ["files"] },
    grant,
  );
  const kept = async () =>
    count(
      "exemption where request_id = $1 and kind = 'kept' and applications = '{terminal}' and from_at <= sayso_now() and least(ended_at, until_at) > sayso_now()",
      renewal,
    );
  expect(await kept()).toBe(0);
  await portal.putOn(3 * DAY + 3_600_000);
  expect((await getRequest(employee, grant)).state).toBe("expired");
  expect(await kept()).toBe(1);
  await withdrawRequest(employee, renewal, "request");
  expect(await kept()).toBe(0);
  const later = await portal.now();
  const other = await portal.apply(employee, "bandwidth", { until: later + 3 * DAY });
  await portal.decide(manager, other);
  const again = await portal.apply(employee, "bandwidth", { until: later + 40 * DAY }, other);
  await giveUpExemption(employee, other);
  await portal.putOn(4 * DAY);
  expect(
    await count(
      "exemption where request_id = $1 and kind = 'kept' and least(ended_at, until_at) > from_at",
      again,
    ),
  ).toBe(0);
  await withdrawRequest(employee, again, "request");
});

test("what silence granted is warned of too, and its end is told once", async () => {
  const until = (await portal.now()) + 60 * DAY;
  const id = await portal.apply(employee, "power", { until });
  for (let turn = 0; turn < 3; turn++) await portal.tick(id);
  expect((await getRequest(employee, id)).state).toBe("overdue");
  const at = async (daysBefore: number) => {
    await portal.putOn(until - daysBefore * DAY + 60_000 - (await portal.now()));
    await run();
    return told(id);
  };
  expect(await at(15)).toEqual([]);
  expect(await at(14)).toEqual(["expires-in-14"]);
  expect(await at(3)).toEqual(["expires-in-14", "expires-in-3"]);
  await at(0);
  const kinds = ["lapsed", "expired"];
  const { rows } = await portal.owner.query(
    "select kind from letter where request_id = $1 and is_applicant and kind = any ($2)",
    [id, kinds],
  );
  expect(rows).toEqual([{ kind: "lapsed" }]);
});
