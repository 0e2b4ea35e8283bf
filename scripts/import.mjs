// `npm run import -- organisation.json`: brings a company's people, applications and notice into the portal.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run, stopChildren } from "./children.mjs";
import { dataDirectory } from "./data-directory.mjs";
import { openDatabase, prepareDatabase } from "./database.mjs";
import { generate } from "./generate.mjs";
import { whyUnreachable } from "./ports.mjs";
import { checkSettings, keptSecrets } from "./settings.mjs";

const { env } = process;
const silent = () => undefined;

/** The app role's URL, and how to let go of the database again. */
async function openForImport() {
  if (env.SAYSO_APP_DATABASE_URL)
    return { appUrl: env.SAYSO_APP_DATABASE_URL, secrets: {}, stop: async () => undefined };
  checkSettings(env);
  const directory = dataDirectory();
  const secrets = keptSecrets(directory);
  const port = env.DATABASE_URL ? 0 : await runningPort(directory);
  if (port) {
    const appUrl = `postgresql://sayso_app:${secrets.appPassword}@127.0.0.1:${port}/sayso`;
    return { appUrl, secrets, stop: async () => undefined };
  }
  const database = await openDatabase({ directory, secrets, env });
  await prepareDatabase(database, { log: silent, mayCreate: !env.DATABASE_URL });
  return { appUrl: database.appUrl, secrets, stop: database.stop };
}

/** The embedded PostgreSQL's port while a portal runs on it, else 0. */
async function runningPort(directory) {
  const file = join(directory, "postgres.port");
  const port = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  return port && !(await whyUnreachable("127.0.0.1", port)) ? port : 0;
}

async function importFile(file) {
  if (!file) throw new Error("Name the file: npm run import -- organisation.json");
  if (!existsSync(file)) throw new Error(`There is no file ${resolve(file)}`);
  generate();
  const { appUrl, secrets, stop } = await openForImport();
  const { SAYSO_MASTER_KEY, SAYSO_DIRECTIVE_KEY } = secrets;
  const settings = {
    NEXTAUTH_URL: `http://localhost:${env.PORT || 3000}`,
    ...(SAYSO_MASTER_KEY && { SAYSO_MASTER_KEY, SAYSO_DIRECTIVE_KEY }),
    ...env,
    SAYSO_APP_DATABASE_URL: appUrl,
  };
  try {
    await run(process.execPath, ["--import", "tsx", "scripts/import-organisation.ts", resolve(file)], {
      env: settings,
      log: (text) => process.stdout.write(text),
      logErrors: (text) => process.stderr.write(text),
      failure: "",
    });
  } finally {
    await stop();
  }
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopChildren());

importFile(process.argv[2]).catch((error) => {
  if (error.message) console.error(`Not imported. ${error.message}`);
  process.exitCode = 1;
});
