import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startPause } from "../domain/pause/commands.ts";
import { openTestPortal, type TestPortal } from "../prisma/factories/test-portal.ts";
import {
  announceArrival,
  closeEvents,
  listening,
  type PersonEvent,
  subscribe,
  watchChanges,
} from "./events.ts";

let portal: TestPortal;
let heard: { who: string; event: PersonEvent }[];
let stops: (() => void)[];

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(async () => {
  await closeEvents();
  await portal.close();
});
beforeEach(async () => {
  for (const stop of stops ?? []) stop();
  heard = [];
  stops = [listenFor("employee"), listenFor("colleague")];
  await listening();
  heard = [];
});

const listenFor = (who: "employee" | "colleague" | "manager") =>
  subscribe(portal.people[who].id, (event) => heard.push({ who, event }));

const until = async (condition: () => boolean) => {
  for (let n = 0; n < 1_500 && !condition(); n++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
};
const notify = (payload: string) => portal.owner.query("select pg_notify('sayso', $1)", [payload]);
/** Notifications come in order: when this one is here, so are all before it. */
const settle = async () => {
  await notify("*");
  await until(() => heard.filter((each) => each.event === "changed" && each.who === "colleague").length > 0);
};

test("a committed pause is heard by those who listen for its owner, and not by others", async () => {
  await startPause(portal.people.employee, { seconds: 600 });
  await until(() => heard.length > 0);
  expect(new Set(heard.map((each) => `${each.who} ${each.event}`))).toEqual(new Set(["employee changed"]));
});

test("what is rolled back is not heard", async () => {
  await expect(startPause(portal.people.employee, { seconds: 60 })).rejects.toMatchObject({
    code: "conflict",
  });
  await settle();
  expect(heard.filter((each) => each.who === "employee")).toHaveLength(1);
});

test("a change that concerns everyone is heard by everyone", async () => {
  await notify("*");
  await until(() => heard.length === 2);
  expect(heard.map((each) => each.who).sort()).toEqual(["colleague", "employee"]);
});

test("whoever remembers something of many hears of whom it changed, of everyone when it may be anyone, and of no arrival", async () => {
  const changed: (string | null)[] = [];
  watchChanges((personId) => changed.push(personId));
  announceArrival(portal.people.employee.id);
  await notify(portal.people.manager.id);
  await notify("*");
  await until(() => changed.includes(null));
  expect(changed).toEqual([portal.people.manager.id, null]);
});

test("an arrival is told to the pages that this process has open, and is no change", () => {
  announceArrival(portal.people.employee.id);
  expect(heard).toEqual([{ who: "employee", event: "arrived" }]);
});

test("who has stopped listening hears nothing more; another listener of the same person still does", async () => {
  const other = listenFor("employee");
  stops[0]?.();
  announceArrival(portal.people.employee.id);
  expect(heard).toHaveLength(1);
  other();
  other();
  announceArrival(portal.people.employee.id);
  expect(heard).toHaveLength(1);
});

test("after the connection is lost everyone is told to look again, and later changes are heard again", async () => {
  await portal.owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'sayso-listener' and datname = current_database()`,
  );
  await until(() => heard.length >= 2);
  expect(new Set(heard.map((each) => each.who))).toEqual(new Set(["employee", "colleague"]));
  await listening();
  heard = [];
  await notify(portal.people.colleague.id);
  await until(() => heard.length > 0);
  expect(heard).toEqual([{ who: "colleague", event: "changed" }]);
});

test("an arrival is told to the pages of other processes too, once however often it was, and not back", async () => {
  const here = globalThis.saysoEvents;
  globalThis.saysoEvents = undefined;
  const there: PersonEvent[] = [];
  // Of whom no test before this one told: what others are told of may be under way for longer than a second.
  const { manager } = portal.people;
  const stop = subscribe(manager.id, (event) => there.push(event));
  try {
    await listening();
    there.length = 0;
    const elsewhere = globalThis.saysoEvents;
    globalThis.saysoEvents = here;
    stops.push(listenFor("manager"));
    heard = [];
    for (let n = 0; n < 3; n++) announceArrival(manager.id);
    await until(() => there.length > 0);
    await settle();
    expect(there.filter((event) => event === "arrived")).toHaveLength(1);
    expect(heard.filter(({ event }) => event === "arrived")).toHaveLength(3);
    globalThis.saysoEvents = elsewhere;
    await closeEvents();
  } finally {
    stop();
    globalThis.saysoEvents = here;
  }
});

test("closing while it is still connecting leaves no connection behind", async () => {
  await closeEvents();
  const stop = subscribe(portal.people.employee.id, () => undefined);
  await closeEvents();
  stop();
  const { rows } = await portal.owner.query(
    `select from pg_stat_activity
     where application_name = 'sayso-listener' and datname = current_database()`,
  );
  expect(rows).toEqual([]);
});
