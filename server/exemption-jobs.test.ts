import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type DeliveryPortal, openDeliveryPortal } from "../domain/delivery/test-delivery.ts";
import { applyForExemption } from "../domain/exemption/commands/apply.ts";
import { saveExemptionDraft } from "../domain/exemption/commands/save-draft.ts";
import { startJobs } from "./jobs.ts";
import { prepareJobs } from "./jobs-setup.ts";

let portal: DeliveryPortal;
let stop: (() => Promise<void>) | null = null;

beforeAll(async () => {
  portal = await openDeliveryPortal();
  await prepareJobs(portal.ownerUrl);
});
afterAll(() => portal.close());
beforeEach(async () => {
  stop = await startJobs();
});
afterEach(async () => {
  await stop?.();
  portal.setMood("well");
  await portal.setAhead("0");
  vi.restoreAllMocks();
});

const DAY = 86_400_000;
const FORM = {
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

async function apply(): Promise<string> {
  const { employee } = portal.people;
  await saveExemptionDraft(employee, FORM);
  const [{ now }] = (await portal.owner.query("select ms(sayso_now()) as now")).rows;
  const scope = { categories: null, applications: ["terminal"], devices: null, hours: null };
  const span = { from: Math.round(now), until: Math.round(now) + 60 * DAY };
  const words = "The line at home is slow.";
  return (
    await applyForExemption(employee, {
      ground: "bandwidth",
      words,
      scope: { ...scope, ...span },
      renews: null,
    })
  ).id;
}

const unsent = async () =>
  (await portal.owner.query("select count(*)::int as n from letter where sent_at is null")).rows[0].n;
const phase = async (id: string) =>
  (await portal.owner.query("select phase from exemption_step where request_id = $1", [id])).rows[0]?.phase;

/** Letters about one request by their kind, and how often each came in. The jobs send notices meanwhile too. */
async function cameIn(id: string): Promise<[kind: string, times: number][]> {
  const { rows } = await portal.owner.query(
    "select id, kind from letter where request_id = $1 order by kind",
    [id],
  );
  const received = (await portal.mailbox.received()).map(({ headers }) => String(headers.get("message-id")));
  return rows.map((letter) => [letter.kind, received.filter((each) => each.includes(letter.id)).length]);
}

/** Rows of the queue as the minute's cron would write them. */
const begin = (name: string) =>
  portal.owner.query("insert into jobs.job (name, data, policy) values ($1, '{}', 'standard')", [name]);

async function stopsWithinASecond(): Promise<void> {
  const began = performance.now();
  await stop?.();
  stop = null;
  // The queue itself says goodbye to the database besides.
  expect(performance.now() - began).toBeLessThan(1_500);
}

describe("the jobs of exemptions", () => {
  test("send what a command wrote without waiting for the minute", async () => {
    const id = await apply();
    await expect.poll(unsent, { timeout: 10_000 }).toBe(0);
    expect(await cameIn(id)).toEqual([
      ["asked", 1],
      ["sent", 1],
    ]);
  });

  test("run the clock, and send what it wrote", async () => {
    const id = await apply();
    for (const [ahead, expected] of [
      ["8 days", "reminded"],
      ["16 days", "escalated"],
      ["24 days", "overdue"],
    ] as const) {
      await portal.setAhead(ahead);
      await begin("exemption-clock");
      await expect.poll(() => phase(id), { timeout: 10_000 }).toBe(expected);
      await expect.poll(unsent, { timeout: 10_000 }).toBe(0);
      const letters = await cameIn(id);
      expect(letters.map(([kind]) => kind)).toContain(expected);
      expect(letters.filter(([, times]) => times !== 1)).toEqual([]);
    }
  }, 60_000);

  test("end within a second, with a letter that the mail server does not answer", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    portal.setMood("hangs");
    await apply();
    await sleep(2_500);
    const before = await unsent();
    expect(before).toBeGreaterThan(0);
    await stopsWithinASecond();
    expect(await unsent()).toBe(before);
    const said = warned.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(said).toContainEqual({
      level: "warning",
      part: "request-letters",
      sent: 0,
      refused: 0,
      givenUp: 0,
      stopped: "stopping",
    });
  }, 20_000);

  test("end within a second, with many steps due, and the next process does the rest, each once", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 15; i++) ids.push(await apply());
    await portal.setAhead("8 days");
    // A turn waits, as on a slow machine.
    await portal.owner.query(`create function test_slow() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.4); return new; end $$`);
    await portal.owner.query(
      "create trigger test_slow before insert on exemption_turn for each row execute function test_slow()",
    );
    await begin("exemption-clock");
    const turned = async () =>
      (
        await portal.owner.query(
          "select count(*)::int as n from exemption_turn where request_id = any ($1) and kind = 'reminded'",
          [ids],
        )
      ).rows[0].n;
    await expect.poll(turned, { timeout: 10_000 }).toBeGreaterThan(0);
    await stopsWithinASecond();
    const done = await turned();
    expect(done).toBeLessThan(15);
    await portal.owner.query("drop trigger test_slow on exemption_turn; drop function test_slow()");
    stop = await startJobs();
    await begin("exemption-clock");
    await expect.poll(turned, { timeout: 15_000 }).toBe(15);
  }, 60_000);
});
