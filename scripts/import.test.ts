import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { exportJWK, generateKeyPair } from "jose";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../lib/db/test-database.ts";

const EXAMPLE = fileURLToPath(new URL("../docs/organisation.example.json", import.meta.url));
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let owner: pg.Pool;
let directory: string;
let keys: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  directory = await mkdtemp(join(tmpdir(), "sayso-import-"));
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  keys = {
    SAYSO_MASTER_KEY: randomBytes(32).toString("base64url"),
    SAYSO_DIRECTIVE_KEY: JSON.stringify({ ...(await exportJWK(privateKey)), kid: "test" }),
  };
});
afterAll(async () => {
  await owner.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

async function runImport(file: string) {
  const child = spawn(process.execPath, ["scripts/import.mjs", file], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { NODE_ENV: "test", PATH: process.env.PATH, SAYSO_APP_DATABASE_URL: database.appUrl, ...keys },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { said: said.trim(), complained: complained.trim(), code };
}

/** The example with some of it replaced, in a file of its own. */
async function changed(change: (example: ReturnType<typeof JSON.parse>) => void): Promise<string> {
  const example = JSON.parse(await readFile(EXAMPLE, "utf8"));
  change(example);
  const file = join(directory, "organisation.json");
  await writeFile(file, JSON.stringify(example));
  return file;
}

/** As the owner, with an act beside it, as the database demands. */
async function arrange(...statements: string[]): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query("begin");
    await client.query("insert into act (actor_kind, kind) values ('job', 'jurisdiction.imported')");
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
  } finally {
    client.release();
  }
}

async function stored() {
  const { rows } = await owner.query(
    `select (select count(*)::int from person where active) as people,
       (select count(*)::int from approved_application) as applications,
       (select count(*)::int from notice) as notices, (select count(*)::int from notice_draft) as drafts, (select sum(version)::int from person_state) as versions,
       (select name from program) as program,
       (select array[exemption_days, revocation_days, exemption_stops::int] from program) as exemptions`,
  );
  return rows[0];
}

// Every run starts two processes, on a machine that may be busy.
describe("importing an organisation", { timeout: 180_000 }, () => {
  test("brings all of the example; the same again changes nothing", async () => {
    const first = await runImport(EXAMPLE);
    expect(first).toMatchObject({ complained: "", code: 0 });
    expect(first.said).toMatch(
      /^Imported 3 people and \d applications; \d+ rows of law changed; the notice of US: published; the notice of US-NY: published\.$/,
    );
    const before = await stored();
    expect(before).toMatchObject({ people: 3, notices: 2 });
    const again = await runImport(EXAMPLE);
    expect(again.said).toMatch(
      /; 0 rows of law changed; the notice of US: published before; the notice of US-NY: published before\.$/,
    );
    expect(await stored()).toEqual(before);
  });

  test("says which rows of law wait for a person, since they would loosen", async () => {
    await arrange(
      "update jurisdiction set until_at = now() where code = 'US-CA'",
      `insert into jurisdiction (code, version, body, source, from_at)
         select code, 2, jsonb_set(body, '{duties,1}', '{"kind": "posting", "text": "It hangs", "basis": null}'),
           'a test', until_at from jurisdiction where code = 'US-CA'`,
    );
    expect((await runImport(EXAMPLE)).said).toContain(
      "; 0 rows of law changed, 1 more waits for a legal reviewer, since it would loosen the law; ",
    );
    expect((await runImport(EXAMPLE)).said).toContain("; 0 rows of law changed; ");
  });

  test("takes over what changed", async () => {
    const file = await changed((example) => {
      example.program.name = "Another name";
      Object.assign(example.program, { exemptionDays: 5, revocationDays: 0, exemptionStops: false });
      example.people.pop();
      example.notice.body.why = "For a better reason.";
    });
    const { said, code } = await runImport(file);
    expect(code).toBe(0);
    expect(said).toMatch(
      /the notice of US: put forward, and waits for legal's approval; .*US-NY: published before\.$/,
    );
    const after = await stored();
    expect(after).toMatchObject({
      people: 2,
      notices: 2,
      drafts: 1,
      program: "Another name",
      exemptions: [5, 0, 0],
    });
    expect((await runImport(file)).said).toMatch(/the notice of US: put forward before; /);
    expect(await stored()).toMatchObject({ notices: 2, drafts: 1 });
  });

  test("refuses what is malformed with its field and a sentence, and stores none of it", async () => {
    const before = await stored();
    const file = await changed((example) => {
      example.program.name = "Not this one";
      example.people[1].timeZone = "Mars/Olympus";
    });
    expect(await runImport(file)).toEqual({
      said: "",
      complained: "Not imported. people.1.timeZone: This is not a time zone of the IANA database.",
      code: 1,
    });
    expect(await stored()).toEqual(before);
    const missing = join(directory, "none.json");
    expect((await runImport(missing)).complained).toBe(`Not imported. There is no file ${missing}`);
    expect((await runImport("")).complained).toContain("Name the file");
  });

  test("refuses an application that would collect more than people said yes to", async () => {
    const file = await changed((example) => {
      example.applications[0].match.linux.push("firefox");
    });
    const { code, complained } = await runImport(file);
    expect({ code, complained }).toEqual({ code: 1, complained: expect.stringContaining("another id") });
  });
});
