import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startPostgres } from "./start.mjs";

const PASSWORD = "of a test";
const STARTER = `
  import { startPostgres } from ${JSON.stringify(new URL("start.mjs", import.meta.url).href)};
  const { url } = await startPostgres(JSON.parse(process.argv[1]));
  console.log(url);
  setInterval(() => {}, 1000);
`;

let directory;
const opened = [];

/** One cluster for all, as making one takes seconds. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sayso-start-test-"));
  chmodSync(directory, 0o711);
});

afterEach(async () => {
  for (const postgres of opened.splice(0)) await postgres.stop();
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function open() {
  const postgres = await startPostgres({ directory, password: PASSWORD });
  opened.push(postgres);
  return postgres;
}

async function query(url, text) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(text)
    .then(
      ({ rows }) => rows,
      (error) => Promise.reject(error),
    )
    .finally(() => client.end());
}

/** A process of its own that starts PostgreSQL, and can be killed outright. */
async function openElsewhere(options) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", STARTER, JSON.stringify(options)], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, url: url.trim() };
}

function serverPid() {
  return Number(readFileSync(join(directory, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

function parentOf(pid) {
  return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")[1]);
}

async function isGone(pid) {
  for (let waited = 0; waited < 20_000; waited += 50) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(50);
  }
  return false;
}

describe("the embedded PostgreSQL", () => {
  test("keeps its data and its port from one start to the next", async () => {
    const first = await open();
    await query(first.url, "create table first as select 42 as answer");
    await first.stop();
    const second = await open();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "select answer from first")).toEqual([{ answer: 42 }]);
  });

  test("lets nobody in without its password", async () => {
    const { url } = await open();
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(query(wrong.href, "select 1")).rejects.toThrow(/password/);
  });

  test.skipIf(process.platform === "win32")(
    "is reached by a socket among its files where that is asked for, and by its port all the same",
    async () => {
      const postgres = await startPostgres({ directory, password: PASSWORD, hasSocket: true });
      opened.push(postgres);
      const from = "select inet_client_addr() as address";
      expect(await query(postgres.url, from)).toEqual([{ address: null }]);
      const byPort = new URL(postgres.url);
      byPort.searchParams.delete("host");
      expect(await query(byPort.href, from)).toEqual([{ address: "127.0.0.1" }]);
    },
  );

  test("stops when its starter is killed outright", async () => {
    const { child } = await openElsewhere({ directory, password: PASSWORD });
    const pid = serverPid();
    child.kill("SIGKILL");
    expect(await isGone(pid)).toBe(true);
    expect(existsSync(join(directory, "postgres/postmaster.pid")), "a proper shutdown").toBe(false);
  });

  test("takes over from one that was left running, and finds all that was committed", async () => {
    const { child, url } = await openElsewhere({ directory, password: PASSWORD });
    await query(url, "create table orphaned as select 42 as answer");
    const orphan = serverPid();
    process.kill(parentOf(orphan), "SIGKILL");
    child.kill("SIGKILL");
    const next = await open();
    expect(await isGone(orphan)).toBe(true);
    expect(await query(next.url, "select answer from orphaned")).toEqual([{ answer: 42 }]);
  });

  test("starts beside a pid file whose number is another program's by now", async () => {
    await (await open()).stop();
    writeFileSync(join(directory, "postgres/postmaster.pid"), `${process.pid}\n`);
    const { url } = await open();
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("says why it cannot start", async () => {
    await (await open()).stop();
    writeFileSync(join(directory, "postgres/postgresql.conf"), "shared_buffers = nonsense\n");
    await expect(open()).rejects.toThrow(/did not start: .*postgresql.conf|shared_buffers/);
  });
});

test("a throw-away one leaves nothing behind, even when its starter is killed outright", async () => {
  const own = mkdtempSync(join(tmpdir(), "sayso-start-test-"));
  chmodSync(own, 0o711);
  const { child } = await openElsewhere({ directory: own, password: PASSWORD, isThrowAway: true });
  child.kill("SIGKILL");
  for (let waited = 0; waited < 20_000 && existsSync(own); waited += 50) await sleep(50);
  expect(existsSync(own)).toBe(false);
});
