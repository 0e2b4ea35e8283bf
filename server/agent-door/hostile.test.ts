import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { v4, v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Device, newBatch, syncBody } from "../../bench/device.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;
let actor: PersonActor;
let device: Device;

beforeAll(async () => {
  portal = await openTestPortal();
  actor = await portal.person("juniper.thimblewick");
  await allow(actor);
  device = await portal.device(actor);
  await device.sync({});
});
afterAll(() => portal.close());

async function storedRows(): Promise<number> {
  const [row] = await portal.sql<{ n: number }>(
    "select ((select count(*) from segment) + (select count(*) from batch))::integer as n",
  );
  return row?.n ?? -1;
}

function send(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  return device.send("/sync", body, {
    ...device.headers("POST", "/sync"),
    "content-type": "application/json",
    ...headers,
  });
}

const packed = (text: string | Buffer) => new Uint8Array(gzipSync(text));
const minute = () => Math.floor(Date.now() / 60_000);

function oneSegment(part: Record<string, unknown>) {
  const segment = { application: "terminal", from: minute() * 600, length: 10, steps: [], ...part };
  return { ...syncBody({}), batches: [{ ...newBatch(), segments: [segment] }] };
}

describe("a body that is wrong", () => {
  test.each<[string, unknown, string]>([
    ["no object", [], ""],
    ["nothing", null, ""],
    ["an unknown field", { ...syncBody({}), note: "hello" }, "note"],
    ["a missing field", { ...syncBody({}), label: undefined }, "label"],
    ["a wrong type", { ...syncBody({}), batches: "none" }, "batches"],
    ["an unknown label", { ...syncBody({}), label: "idle" }, "label"],
    ["too many batches", syncBody({ batches: Array.from({ length: 21 }, () => newBatch()) }), "batches"],
    ["a batch id of another kind", syncBody({ batches: [{ ...newBatch(), id: v4() }] }), "batches.0.id"],
    [
      "words in a step",
      oneSegment({ steps: [{ kind: "keys", at: 0, for: 1, text: "secret" }] }),
      "batches.0.segments.0.steps.0.text",
    ],
    [
      "a chord that is a word",
      oneSegment({ steps: [{ kind: "shortcut", at: 0, chord: "Shift+A" }] }),
      "batches.0.segments.0.steps.0.chord",
    ],
    [
      "a negative count",
      oneSegment({ steps: [{ kind: "keys", at: 0, for: 1, letters: -1 }] }),
      "batches.0.segments.0.steps.0.letters",
    ],
    [
      "a step outside its segment",
      oneSegment({ steps: [{ kind: "switch", at: 11 }] }),
      "batches.0.segments.0.steps",
    ],
    ["a segment over a minute", oneSegment({ length: 601 }), "batches.0.segments.0.length"],
    ["a fraction of a tenth", oneSegment({ from: minute() * 600 + 0.5 }), "batches.0.segments.0.from"],
    [
      "an application with a NUL",
      oneSegment({ application: "term\u0000inal" }),
      "batches.0.segments.0.application",
    ],
    ["a huge number", oneSegment({ from: 1e300 }), "batches.0.segments.0.from"],
  ])("%s: 422 names the field", async (_, body, field) => {
    const before = await storedRows();
    const answer = await send(JSON.stringify(body));
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(Object.keys(answer.body.fields ?? {})).toContain(field);
    expect(await storedRows()).toBe(before);
  });

  test.each<[string, () => [string | Uint8Array<ArrayBuffer>, Record<string, string>], number]>([
    ["not JSON", () => ["{", {}], 400],
    ["empty", () => ["", {}], 400],
    ["not UTF-8", () => [new Uint8Array([0x22, 0xc3, 0x28, 0x22]), {}], 400],
    ["a deep nest", () => ["[".repeat(500_000), {}], 400],
    ["a deep nest that closes", () => ["[".repeat(200_000) + "]".repeat(200_000), {}], 422],
    [
      "truncated gzip",
      () => [packed(JSON.stringify(syncBody({}))).slice(0, -9), { "content-encoding": "gzip" }],
      400,
    ],
    ["no gzip at all", () => ["plain", { "content-encoding": "gzip" }], 400],
    ["another encoding", () => ["{}", { "content-encoding": "br" }], 415],
    ["a zip bomb", () => [packed(Buffer.alloc(200_000_000)), { "content-encoding": "gzip" }], 413],
    ["over a megabyte", () => [JSON.stringify({ a: "x".repeat(1_100_000) }), {}], 413],
    ["a form", () => ["a=b", { "content-type": "application/x-www-form-urlencoded" }], 415],
    ["no content type", () => ["{}", { "content-type": "" }], 415],
    ["a prototype", () => ['{"__proto__": {"batches": []}}', {}], 422],
  ])("%s", async (_, make, status) => {
    const [body, headers] = make();
    expect((await send(body, headers)).status).toBe(status);
  });

  test("a body that never ends is cut off at a megabyte", async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        if (sent > 50_000_000) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const answer = await fetch(`${portal.url}/api/agent/v1/sync`, {
      method: "POST",
      body,
      duplex: "half",
      headers: { ...device.headers("POST", "/sync"), "content-type": "application/json" },
    } as RequestInit).then(
      (response) => response.status,
      () => 413,
    );
    expect(answer).toBe(413);
    expect(sent).toBeLessThan(50_000_000);
  });

  test("times far ahead or long ago are answered, counted, and not stored", async () => {
    const before = await portal.sql("select from segment");
    const ancient = newBatch({}, Date.now() - 15 * 86_400_000);
    const future = newBatch({}, Date.now() + 86_400_000);
    const old = { application: "terminal", from: (minute() - 15 * 1440) * 600, length: 10, steps: [] };
    const coming = { application: "terminal", from: (minute() + 60) * 600, length: 10, steps: [] };
    const { results } = await device.sync({
      batches: [ancient, future, newBatch({ segments: [old, coming] })],
    });
    expect(results.map((each) => each.status)).toEqual(["discarded", "discarded", "discarded"]);
    expect(results[2]?.discarded.map((each) => each.reason).sort()).toEqual(["in-the-future", "too-old"]);
    expect(await portal.sql("select from segment")).toHaveLength(before.length);
    const counted = await portal.sql(
      "select reason, times from discard_day where employee_id = $1 order by reason",
      [actor.id],
    );
    expect(counted).toEqual([
      { reason: "in-the-future", times: 1 },
      { reason: "too-old", times: 1 },
    ]);
  });

  test("whatever is sent, the answer is never a fault and nothing of it is stored", async () => {
    const before = await storedRows();
    const statuses = new Map<number, number>();
    const base = syncBody({
      batches: [
        newBatch({
          segments: [
            { application: "terminal", from: minute() * 600, length: 5, steps: [{ kind: "switch", at: 0 }] },
          ],
        }),
      ],
    });
    const paths = pathsOf(base);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.double(), fc.bigInt().map(String)),
        async (path, junk) => {
          const answer = await send(JSON.stringify(replaced(base, path, junk)));
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          expect(answer.status).toBeLessThan(500);
          if (answer.status !== 200) expect(answer.body.type).toMatch(/^http/);
        },
      ),
      { numRuns: 250 },
    );
    expect(statuses.get(422)).toBeGreaterThan(150);
    // Some junk is valid by chance (a number for a number); no segment of it lies where none may.
    expect((await storedRows()) - before).toBeLessThanOrEqual(2 * (statuses.get(200) ?? 0));
    await device.sync({});
  });

  test("bytes of any kind are refused without a fault", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom<Record<string, string>>(
          {},
          { "content-encoding": "gzip" },
          { "content-type": "text/plain" },
        ),
        async (bytes, headers) => {
          const { status } = await send(new Uint8Array(bytes), headers);
          expect(status).toBeGreaterThanOrEqual(400);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("everything else", () => {
  test("unknown paths and methods are a plain 404", async () => {
    for (const [method, path] of [
      ["GET", "/sync"],
      ["DELETE", "/events"],
      ["POST", "/v2/sync"],
      ["GET", "/%00"],
    ] as const) {
      const response = await fetch(`${portal.url}/api/agent/v1${path}`, { method });
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test("too much from one device is told to wait", async () => {
    const busy = await portal.device(actor, "busy");
    const answers = await Promise.all(
      Array.from({ length: 620 }, () => busy.json("/resumptions", { no: v7() })),
    );
    const refused = answers.filter((each) => each.status === 429);
    expect(refused.length).toBe(20);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, junk: unknown): unknown {
  if (key === undefined) return junk;
  if (Array.isArray(value))
    return value.map((inner, i) => (String(i) === key ? replaced(inner, rest, junk) : inner));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[key], rest, junk) };
}
