// `npm start`: from a clean clone to a running portal. Nothing but Node is needed to begin with, so this
// file and what it imports use only Node's own modules until the packages are installed.
import { once } from "node:events";
import { join } from "node:path";
import { build } from "./build.mjs";
import { claim, dataDirectory } from "./data-directory.mjs";
import { checkReachable, loadDemo, openDatabase, prepareDatabase } from "./database.mjs";
import { createEnding } from "./ending.mjs";
import { generate } from "./generate.mjs";
import { checkNode, installPackages } from "./packages.mjs";
import { isPortFree } from "./ports.mjs";
import { createProgress } from "./progress.mjs";
import { startMail, startPortal, startProvider } from "./serve.mjs";
import { checkSettings, hasDemoMail, keptSecrets } from "./settings.mjs";

const { env } = process;
const DEMO_SENDER = "Sayso <sayso@larkspur.example>";
const port = Number(env.PORT || 3000);
const providerPort = Number(env.SAYSO_PROVIDER_PORT || port + 1);
const lettersPort = Number(env.SAYSO_LETTERS_PORT || port + 2);
const hasDemoProvider = !env.OIDC_ISSUER;
const url = env.NEXTAUTH_URL || `http://localhost:${port}`;

const { end, undo, isEnding } = createEnding({ onSignal: 0 });

/** Everything that can be known to fail is looked at before anything slow is done. */
async function check() {
  checkNode();
  checkSettings(env);
  await checkPort("PORT", port);
  if (hasDemoProvider) await checkPort("SAYSO_PROVIDER_PORT", providerPort);
  if (hasDemoMail(env) && env.SAYSO_LETTERS_PORT) await checkPort("SAYSO_LETTERS_PORT", lettersPort);
  if (env.DATABASE_URL) await checkReachable(env.DATABASE_URL);
}

async function checkPort(setting, wanted) {
  if (!(wanted > 0 && wanted < 65_536))
    throw new Error(`${setting} is not a port: ${env[setting] ?? wanted}.`);
  if (await isPortFree(wanted)) return;
  throw new Error(`Port ${wanted} is taken by another program: stop it, or set ${setting}.`);
}

async function install({ step, log }) {
  await step("Packages", async (say) => {
    if (!(await installPackages({ log, withDevelopment: false }))) say("installed already");
  });
  await step("Database client", (say) => {
    if (!generate()) say("generated already");
  });
  await step("Build", async (say) => {
    if (!(await build(log))) say("up to date");
  });
}

async function startDatabase({ step, log }, directory, secrets) {
  const database = await step("Database", async (say) => {
    const opened = await openDatabase({ directory, secrets, env });
    if (env.DATABASE_URL) say(`at ${new URL(env.DATABASE_URL).host}`);
    return opened;
  });
  undo(database.stop);
  for (const note of database.notes) console.log(`  Note: ${note}.`);
  watch(database.exited, "PostgreSQL");
  const { isEmpty } = await step("Migrations", async (say) => {
    const prepared = await prepareDatabase(database, { log, mayCreate: !env.DATABASE_URL });
    if (prepared.applied.length === 0) say("none are new");
    return prepared;
  });
  const wantsDemo = isEmpty && (!env.DATABASE_URL || env.SAYSO_DEMO === "1");
  return { appUrl: database.appUrl, wantsDemo };
}

/** When one of the parts ends by itself, the others end with it, and the exit code says so. */
function watch(exited, who) {
  exited.then(() => {
    if (isEnding()) return;
    console.error(`${who} ended unexpectedly.`);
    end(1);
  });
}

/** The portal runs as the app role alone: the owner's URL is not handed on. */
function portalEnvironment(directory, secrets, appUrl) {
  const { DATABASE_URL: _owner, ...others } = env;
  const inherited = Object.fromEntries(Object.entries(others).filter(([, value]) => value));
  return {
    OIDC_ISSUER: `http://localhost:${providerPort}`,
    OIDC_CLIENT_ID: "sayso",
    OIDC_CLIENT_SECRET: secrets.OIDC_CLIENT_SECRET,
    NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET,
    SAYSO_MASTER_KEY: secrets.SAYSO_MASTER_KEY,
    SAYSO_DIRECTIVE_KEY: secrets.SAYSO_DIRECTIVE_KEY,
    ...inherited,
    NEXTAUTH_URL: url,
    SAYSO_APP_DATABASE_URL: appUrl,
    SAYSO_DATA_DIR: directory,
    SAYSO_PROVIDER_PORT: String(providerPort),
    PORT: String(port),
    NODE_ENV: "production",
  };
}

/** Beside the demo sign-in a mail server that keeps what it is handed, unless there is one already. */
async function serveMail({ step, log }, settings) {
  if (!hasDemoMail(env)) return { letters: null, mail: {} };
  // The port was not asked for: where another program has it, any will do.
  const isFree = env.SAYSO_LETTERS_PORT || (await isPortFree(lettersPort));
  const mailSettings = {
    ...settings,
    NODE_ENV: env.NODE_ENV,
    DATABASE_URL: env.DATABASE_URL,
    SAYSO_LETTERS_PORT: String(isFree ? lettersPort : 0),
  };
  const { child, smtp, letters } = await step("Demo letters", () => startMail(mailSettings, log));
  watch(once(child, "exit"), "The demo's mail server");
  return { letters, mail: { SMTP_URL: smtp, MAIL_FROM: DEMO_SENDER } };
}

async function serve({ step, log }, settings) {
  let people;
  if (hasDemoProvider) {
    const providerSettings = { ...settings, NODE_ENV: env.NODE_ENV, DATABASE_URL: env.DATABASE_URL };
    const provider = await step("Demo sign-in", () => startProvider(providerSettings, log));
    watch(once(provider.child, "exit"), "The demo sign-in");
    people = provider.people;
  }
  const { letters, mail } = await serveMail({ step, log }, settings);
  const portal = await step("Portal", () => startPortal({ ...settings, ...mail }, log));
  watch(once(portal, "exit"), "The portal");
  return { people, letters };
}

function announce({ people, letters }) {
  console.log(`ready ${url}`);
  if (letters) console.log(`Letters: ${letters}`);
  else if (!env.SMTP_URL) console.log("Letters: off, until SMTP_URL is set. Those that are due wait.");
  if (!people) return console.log(`Sign in through ${env.OIDC_ISSUER}`);
  console.log("\nWho can sign in (everyone here is invented; there are no passwords):");
  const width = Math.max(...people.map(({ name }) => name.length));
  for (const { name, part } of people) console.log(`  ${name.padEnd(width)}  ${part}`);
  console.log("\nCtrl-C stops everything.");
}

async function start() {
  await check();
  const directory = dataDirectory();
  undo(claim(directory, url));
  const progress = createProgress(join(directory, "start.log"));
  try {
    await install(progress);
    const secrets = keptSecrets(directory);
    const { appUrl, wantsDemo } = await startDatabase(progress, directory, secrets);
    const settings = portalEnvironment(directory, secrets, appUrl);
    if (wantsDemo) await progress.step("Demo organisation", () => loadDemo(settings, progress.log));
    announce(await serve(progress, settings));
  } catch (error) {
    if (isEnding()) return;
    error.message = `${error.message.replace(/\.?$/, ".")} Details: ${progress.logFile}`;
    throw error;
  }
}

start().catch((error) => {
  if (isEnding()) return;
  console.error(`Sayso did not start. ${error.message}`);
  end(1);
});
