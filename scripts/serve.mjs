// The processes that people and agents talk to, and how to know that they are ready.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { startTethered } from "./children.mjs";

const PATIENCE_MS = 60_000;

/**
 * Starts the OpenID provider with the demo people.
 * @returns {Promise<{ child: import("node:child_process").ChildProcess, people: { name: string, part: string }[] }>}
 */
export async function startProvider(env, log) {
  const child = startTethered("dist/demo-provider.mjs", { env, log });
  const [answer] = await Promise.race([once(child, "message"), ended(child, "The demo sign-in")]);
  if (answer.failed) throw new Error(answer.failed);
  return { child, people: answer.people };
}

/**
 * Starts the mail server that keeps the demo's letters, and the page that shows them.
 * @returns {Promise<{ child: import("node:child_process").ChildProcess, smtp: string, letters: string }>} two URLs
 */
export async function startMail(env, log) {
  const child = startTethered("dist/demo-mail.mjs", { env, log });
  const [answer] = await Promise.race([once(child, "message"), ended(child, "The demo's mail server")]);
  if (answer.failed) throw new Error(answer.failed);
  return { child, smtp: answer.smtp, letters: answer.letters };
}

/** Starts the portal, and waits until it answers. */
export async function startPortal(env, log) {
  const child = startTethered("dist/server.mjs", { env, log });
  await Promise.race([answers(`http://127.0.0.1:${env.PORT}/healthz`), ended(child, "The portal")]);
  return child;
}

async function ended(child, who) {
  const [code] = await once(child, "exit");
  throw new Error(`${who} ended while starting (exit code ${code}).`);
}

async function answers(url) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(url, { redirect: "manual" }).catch(() => undefined);
    if (answer && answer.status < 500) return;
    await sleep(200);
  }
  throw new Error(`The portal does not answer at ${url}.`);
}
