// The database a start runs on: an outside one (DATABASE_URL), or a PostgreSQL of its own.
import { run } from "./children.mjs";
import { whyUnreachable } from "./ports.mjs";
import { startPostgres } from "./postgres/start.mjs";

/** Fails in one sentence when DATABASE_URL names a place where nothing listens. */
export async function checkReachable(databaseUrl) {
  if (!URL.canParse(databaseUrl))
    throw new Error("DATABASE_URL is not a URL like postgresql://user:password@host:5432/name.");
  const { hostname, port } = new URL(databaseUrl);
  const why = await whyUnreachable(hostname.replace(/^\[|\]$/g, ""), Number(port) || 5432);
  if (why) throw new Error(`The database at ${hostname}:${port || 5432} cannot be reached: ${why}.`);
}

/**
 * Starts PostgreSQL if there is no outside one.
 * @returns {Promise<{ ownerUrl: string, appUrl: string, appPassword: string, notes: string[], stop: () => Promise<void>, exited: Promise<unknown> }>}
 */
export async function openDatabase({ directory, secrets, env }) {
  if (env.DATABASE_URL) {
    return {
      ...roles(env.DATABASE_URL, secrets, env),
      notes: [],
      stop: async () => undefined,
      exited: new Promise(() => undefined),
    };
  }
  const { url, ...postgres } = await startPostgres({ directory, password: secrets.ownerPassword });
  return { ...roles(withPath(url, "sayso"), secrets, {}), ...postgres };
}

/** The app role's password is set only where its URL is ours to make. */
function roles(ownerUrl, { appPassword }, env) {
  if (env.SAYSO_APP_DATABASE_URL) return { ownerUrl, appUrl: env.SAYSO_APP_DATABASE_URL, appPassword: "" };
  const appUrl = new URL(ownerUrl);
  appUrl.username = "sayso_app";
  appUrl.password = appPassword;
  return { ownerUrl, appUrl: appUrl.href, appPassword };
}

function withPath(url, name) {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/**
 * Applies the migrations and makes the app role.
 * @returns {Promise<{ applied: string[], isEmpty: boolean }>}
 */
export async function prepareDatabase({ ownerUrl, appPassword }, { log, mayCreate }) {
  const env = {
    ...process.env,
    DATABASE_URL: ownerUrl,
    SAYSO_APP_PASSWORD: appPassword,
    SAYSO_CREATE_DATABASE: mayCreate ? "1" : "",
  };
  let outcome = {};
  const readOutcome = (text) => {
    const line = text.split("\n").find((each) => each.startsWith("{"));
    if (line) outcome = JSON.parse(line);
    log(text);
  };
  const failure = "The database could not be prepared.";
  await run(process.execPath, ["--import", "tsx", "scripts/prepare-database.ts"], {
    log: readOutcome,
    env,
    failure,
  }).catch((error) => {
    throw outcome.failed ? new Error(outcome.failed) : error;
  });
  return outcome;
}

/** Loads the invented organisation, through the same commands a real one would use. */
export async function loadDemo(env, log) {
  await run(process.execPath, ["--import", "tsx", "prisma/seed.ts"], {
    env,
    log,
    failure: "The demo organisation could not be loaded.",
  });
}
