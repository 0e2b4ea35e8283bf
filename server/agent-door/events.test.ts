import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Device, newBatch } from "../../bench/device.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { revokeDevice } from "../../domain/directory/commands/revoke-device.ts";
import { resumePause, startPause } from "../../domain/pause/commands.ts";
import { subscribe } from "../../lib/events.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;
let actor: PersonActor;

beforeAll(async () => {
  portal = await openTestPortal();
  actor = await portal.person("juniper.thimblewick");
});
afterAll(() => portal.close());

interface Listening {
  readonly response: Response;
  /** All that was said so far. */
  said(): string;
  /** When it ended, or null. */
  ended(): boolean;
  close(): void;
}

async function listen(device: Device): Promise<Listening> {
  const abort = new AbortController();
  const response = await fetch(`${portal.url}/api/agent/v1/events`, {
    headers: device.headers("GET", "/events"),
    signal: abort.signal,
  });
  let said = "";
  let ended = false;
  (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) said += decoder.decode(chunk);
    ended = true;
  })().catch(() => {});
  return { response, said: () => said, ended: () => ended, close: () => abort.abort() };
}

const calls = (stream: Listening) => stream.said().split("event: come\n").length - 1;

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !holds(); i++) await sleep(10);
  expect(holds()).toBe(true);
}

/** Resolves once what led up to the test has been told: notifications come in order, and streams say it soon. */
async function quiet(streams: readonly Listening[]): Promise<void> {
  let hasCome = false;
  const stop = subscribe(randomUUID(), () => {
    hasCome = true;
  });
  await portal.sql("select pg_notify('sayso', '*')");
  await until(() => hasCome);
  stop();
  let before = "";
  for (let same = 0; same < 10; ) {
    await sleep(20);
    const now = streams.map((each) => each.said()).join("|");
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

describe("events", () => {
  test("call the owner's devices when something changes, say nothing more, and leave others alone", async () => {
    const other = await portal.person("basil.thimblewick");
    const mine = await listen(await portal.device(actor));
    const theirs = await listen(await portal.device(other));
    expect(mine.response.headers.get("content-type")).toBe("text/event-stream");
    await quiet([mine, theirs]);
    const [before, elsewhere] = [calls(mine), calls(theirs)];
    await startPause(actor, { seconds: 60 });
    await until(() => calls(mine) > before);
    await resumePause(actor);
    await until(() => calls(mine) > before + 1);
    expect(calls(theirs)).toBe(elsewhere);
    expect(mine.said().replaceAll("event: come\ndata:\n\n", "").replaceAll(": beat\n\n", "")).toBe("");
    mine.close();
    theirs.close();
  });

  test("end when the device is unlinked", async () => {
    const device = await portal.device(actor);
    const stays = await listen(await portal.device(actor));
    const stream = await listen(device);
    await revokeDevice(actor, { deviceId: device.deviceId, reason: "sold" });
    await until(stream.ended);
    expect(stays.ended()).toBe(false);
    expect((await listen(device)).response.status).toBe(401);
    stays.close();
  });

  test("are heard again after the database dropped the listener", async () => {
    const stream = await listen(await portal.device(actor));
    await quiet([stream]);
    const before = calls(stream);
    await portal.sql(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sayso-listener' and datname = current_database()`);
    // Whatever was missed meanwhile: everyone is called once it is back.
    await until(() => calls(stream) > before);
    const after = calls(stream);
    await startPause(actor, { seconds: 60 });
    await until(() => calls(stream) > after);
    stream.close();
  });

  test("of one device: a newer one ends the older", async () => {
    const owner = await portal.person("sorrel.thimblewick");
    const device = await portal.device(owner);
    const first = await listen(device);
    const other = await listen(await portal.device(owner));
    const second = await listen(device);
    await until(first.ended);
    expect([second.ended(), other.ended()]).toEqual([false, false]);
    await quiet([second]);
    const before = calls(second);
    await startPause(owner, { seconds: 60 });
    await until(() => calls(second) > before);
    second.close();
    other.close();
  });

  test("tell open pages that records have arrived, without the database", async () => {
    const person = await portal.person("clover.thimblewick");
    await allow(person);
    const device = await portal.device(person);
    await sleep(700);
    const heard: string[] = [];
    const stop = subscribe(person.id, (event) => heard.push(event));
    const from = Math.floor(Date.now() / 100) - 5;
    const segment = { application: "terminal", from, length: 3, steps: [] };
    await device.sync({ batches: [newBatch({ segments: [segment] })] });
    expect(heard).toContain("arrived");
    stop();
  });
});
