import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DISCARD_REASONS } from "../../domain/activity/schema.ts";
import { monotonic } from "../clock.ts";
import { loadOrMakeDeviceKey } from "../keys.ts";
import { Session } from "../session.ts";
import { openStateDirectory } from "../state-dir.ts";
import { openSmallPortal, type PutAnswer, type SmallPortal } from "../testing/small-portal.ts";
import { until } from "../testing/virtual-display.ts";
import { Wire } from "../wire.ts";
import { Album, type Picture } from "./album.ts";
import { Sender } from "./sender.ts";

const NOW = Date.now();
let directory: string;
let portal: SmallPortal;
let wire: Wire;
let album: Album;
let sender: Sender;
/** Time that is taken to have gone by. */
let passed: number;
let mostBytes: number;
let told: string[];
let revoked: Error[];

beforeEach(async () => {
  directory = openStateDirectory(mkdtempSync(join(tmpdir(), "sayso-sender-")));
  portal = await openSmallPortal();
  [passed, mostBytes, told, revoked] = [0, Number.POSITIVE_INFINITY, [], []];
  wire = new Wire(portal.url, monotonic);
  album = new Album(directory);
  const session = new Session(directory, wire, loadOrMakeDeviceKey(directory), portal.link(directory));
  sender = new Sender(session, album, {
    maySend: (bytes) => bytes <= mostBytes,
    monotonic: () => monotonic() + passed,
    onSent: () => told.push("sent"),
    onRevoked: (error) => revoked.push(error),
    log: (line) => told.push(line),
  });
});
afterEach(() => {
  sender.stop();
  wire.close();
  portal.close();
  album.close();
  rmSync(directory, { recursive: true });
});

function kept(n = 0): Picture {
  const picture = {
    id: uuidv7({ msecs: NOW + n }),
    application: "terminal",
    png: Buffer.from(`picture ${n}`),
  };
  album.keep(picture, NOW, { date: "2026-11-27", taken: n, next: 0 });
  return picture;
}

it("brings each picture once, as the wire has it, the oldest first", async () => {
  const [second, first] = [kept(2), kept(1)];
  sender.wake();
  sender.wake();
  await until(() => album.length === 0);
  expect(portal.puts.map(({ path }) => path)).toEqual(
    [first, second].map(({ id }) => `/api/agent/v1/captures/${id}`),
  );
  const [put] = portal.puts;
  expect(put?.body).toEqual(first.png);
  expect(put?.headers).toMatchObject({
    "content-type": "image/png",
    "sayso-application": "terminal",
    "content-digest": `sha-256=:${createHash("sha256").update(first.png).digest("base64")}:`,
    authorization: expect.stringMatching(/^DPoP /),
    dpop: expect.stringMatching(/^ey/),
  });
});

describe("what is final is forgotten", () => {
  it.each<[string, PutAnswer]>([
    ["stored", { status: 201, body: { status: "stored" } }],
    ["known already", { status: 200, body: { status: "duplicate" } }],
    ...[...DISCARD_REASONS, "a-reason-of-next-year"].map((reason): [string, PutAnswer] => [
      `discarded: ${reason}`,
      { status: 200, body: { status: "discarded", reason } },
    ]),
  ])("%s", async (_, answer) => {
    portal.answer = () => answer;
    kept();
    sender.wake();
    await until(() => told.includes("sent"));
    expect([album.length, album.refused, portal.puts.length]).toEqual([0, 0, 1]);
  });

  it.each([404, 413, 415, 422])("refused for what it is, and said: %i", async (status) => {
    portal.answer = () => ({ status });
    kept();
    sender.wake();
    await until(() => told.includes("sent"));
    expect([album.length, album.refused]).toEqual([0, 1]);
    expect(told[0]).toContain(String(status));
  });
});

describe("what is not final is kept, and sent again later under the same id", () => {
  it.each<[string, PutAnswer]>([
    ["too many", { status: 429, headers: { "retry-after": "3600" } }],
    ["not now", { status: 503 }],
    ["the portal's fault", { status: 500 }],
    ["killed in the middle of it", "hang-up"],
    ["an answer that makes no sense", { status: 200, body: { status: "perhaps" } }],
    ["a proxy's page", { status: 404, headers: { "content-type": "text/html" } }],
  ])("%s", async (_, answer) => {
    portal.answer = () => answer;
    const { id } = kept();
    sender.wake();
    await until(() => portal.puts.length === 1);
    expect(album.length).toBe(1);
    portal.answer = () => ({ status: 200, body: { status: "duplicate" } });
    passed += 2 * 3_600_000;
    await until(() => {
      sender.wake();
      passed += 60_000;
      return album.length === 0;
    });
    expect(new Set(portal.puts.map(({ path }) => path))).toEqual(new Set([`/api/agent/v1/captures/${id}`]));
    expect(album.refused).toBe(0);
  });

  it("waits as long as it is told to", async () => {
    portal.answer = () => ({ status: 503, headers: { "retry-after": "600" } });
    kept();
    sender.wake();
    await until(() => portal.puts.length === 1);
    await until(() => {
      sender.wake();
      passed += 10_000;
      return passed > 590_000;
    });
    expect(portal.puts).toHaveLength(1);
  });

  it("waits until it may be sent: the day's bytes, a metered network", async () => {
    mostBytes = 3;
    kept();
    sender.wake();
    await until(() => {
      sender.wake();
      passed += 1_000;
      return passed > 20_000;
    });
    expect(portal.puts).toEqual([]);
    mostBytes = 100;
    sender.wake();
    await until(() => album.length === 0);
  });

  it("while the portal cannot be reached at all", async () => {
    portal.close();
    kept();
    sender.wake();
    await until(() => {
      passed += 60_000;
      sender.wake();
      return passed > 600_000;
    });
    expect(album.length).toBe(1);
    expect(revoked).toEqual([]);
  });
});

it("sends again what a full disk does not let it forget, and goes on", async () => {
  kept();
  const settle = album.settle.bind(album);
  album.settle = () => {
    throw new Error("disk full");
  };
  sender.wake();
  await until(() => told.some((line) => line.includes("disk full")));
  album.settle = settle;
  passed += 60_000;
  sender.wake();
  await until(() => album.length === 0);
  expect(portal.puts).toHaveLength(2);
});

it("says so when the device is revoked", async () => {
  portal.answer = () => ({ status: 401, body: { type: "https://example/problems/device-revoked" } });
  kept();
  sender.wake();
  await until(() => revoked.length === 1);
});
