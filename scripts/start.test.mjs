import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unusedPort } from "../lib/test-port.ts";

let directory;
let taken;
let free;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "sayso-start-test-"));
  taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  free = await unusedPort();
});

afterAll(() => {
  taken.close();
  rmSync(directory, { recursive: true });
});

/** Starts with nothing in the environment but this. Every refusal here comes before anything is made. */
async function start(env) {
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { PATH: process.env.PATH, SAYSO_DATA_DIR: directory, PORT: String(free), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { said, complained, code };
}

const takenPort = () => String(taken.address().port);

describe("a start that cannot work says why in one sentence, and fails", () => {
  test.each([
    [
      "a port that is taken",
      () => ({ PORT: takenPort() }),
      () => `Port ${takenPort()} is taken by another program`,
    ],
    [
      "the sign-in's port that is taken",
      () => ({ SAYSO_PROVIDER_PORT: takenPort() }),
      () => `Port ${takenPort()} is taken by another program: stop it, or set SAYSO_PROVIDER_PORT.`,
    ],
    ["a port that is none", () => ({ PORT: "seventy" }), () => "PORT is not a port: seventy."],
    [
      "a database that cannot be reached",
      () => ({ DATABASE_URL: `postgresql://someone@127.0.0.1:${free}/sayso` }),
      () => `The database at 127.0.0.1:${free} cannot be reached: nothing listens there.`,
    ],
    [
      "a database URL that is none",
      () => ({ DATABASE_URL: "sayso" }),
      () => "DATABASE_URL is not a URL like",
    ],
    [
      "half of an identity provider",
      () => ({ OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "sayso" }),
      () => "With OIDC_ISSUER set, set OIDC_CLIENT_SECRET too.",
    ],
  ])("%s", async (_case, env, sentence) => {
    const { said, complained, code } = await start(env());
    expect(complained).toContain(`Sayso did not start. ${sentence()}`);
    expect(complained.trim().split("\n")).toHaveLength(1);
    expect(said).toBe("");
    expect(code).toBe(1);
  });

  test("a real installation without its secrets, naming each", async () => {
    const { complained, code } = await start({
      NODE_ENV: "production",
      DATABASE_URL: `postgresql://someone@127.0.0.1:${takenPort()}/sayso`,
      OIDC_CLIENT_ID: "sayso",
    });
    expect(code).toBe(1);
    expect(complained).toContain(
      "set NEXTAUTH_URL, NEXTAUTH_SECRET, SAYSO_MASTER_KEY, SAYSO_DIRECTIVE_KEY, SAYSO_APP_DATABASE_URL, OIDC_ISSUER, OIDC_CLIENT_SECRET.",
    );
  });

  test("a data directory that another start is using", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "start.mjs"]);
    await once(other, "spawn");
    writeFileSync(
      join(directory, "running.json"),
      JSON.stringify({ pid: other.pid, url: "http://localhost:1" }),
    );
    const { complained, code } = await start({});
    other.kill();
    expect(code).toBe(1);
    expect(complained).toContain(
      `Sayso already runs from ${directory} (process ${other.pid}, http://localhost:1).`,
    );
  });
});
