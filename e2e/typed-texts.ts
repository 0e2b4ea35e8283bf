import { randomInt } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "./actors.ts";
import type { Desk } from "./desk.ts";
import { objectionsTo } from "./plain-panels.ts";
import type { Portal } from "./portal.ts";
import { stepsStored, wholeDatabase } from "./records.ts";

const RUN = 4;
/**
 * Groups of one to three, so that every run of four holds a mark that neither base64 nor hexadecimal
 * knows: what is random anyway (tokens, signatures, hashes) cannot look like one by chance.
 */
const LETTERS = "bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ23456789";
const MARKS = ";'[]`";

/** Texts of which no four characters in a row are in `before`. */
export function textsUnlike(before: string, many: number): string[] {
  const texts: string[] = [];
  while (texts.length < many) {
    const text = randomText(8);
    if (runsFound([text], before).length === 0) texts.push(text);
  }
  return texts;
}

function randomText(groups: number): string {
  const pick = (from: string) => from.charAt(randomInt(from.length));
  const group = () => Array.from({ length: randomInt(1, 4) }, () => pick(LETTERS)).join("");
  return Array.from({ length: groups }, () => group() + pick(MARKS)).join("");
}

function runsOf(text: string): string[] {
  return Array.from({ length: text.length - RUN + 1 }, (_, at) => text.slice(at, at + RUN));
}

/** Which runs of the texts are in there, whatever the case; each once, though two texts may share it. */
export function runsFound(texts: readonly string[], haystack: string): string[] {
  const lower = haystack.toLowerCase();
  const runs = new Set(texts.flatMap(runsOf).map((run) => run.toLowerCase()));
  return [...runs].filter((run) => lower.includes(run));
}

/** Encrypted bytes are random: runs twice as long, so that none is there by chance. */
export function expectNoneInFiles(texts: readonly string[], directory: string): void {
  for (const file of filesIn(directory)) {
    const bytes = readFileSync(file);
    const there = texts
      .flatMap((text) => [text.slice(0, 8), text.slice(-8)])
      .filter((run) => bytes.includes(run));
    expect(there, file).toEqual([]);
  }
}

/**
 * All that left the agent, all that agent and portal logged, and all that is stored, decrypted. A picture is no text,
 * and its bytes may be anything: that it is plain panels, and nothing beside them, is seen here.
 */
export async function everythingTold(desk: Desk, portal: Portal): Promise<string> {
  for (const { path, picture } of portal.relay.calls)
    if (picture) expect(await objectionsTo(picture), path).toEqual([]);
  const calls = portal.relay.calls.map(({ text }) => `${text}\n${opened(text)}`);
  const stored = JSON.stringify(await stepsStored(portal, desk.person));
  const small = filesIn(desk.agent.directory).filter((file) => file.endsWith(".json"));
  const files = small.map((file) => readFileSync(file, "utf8"));
  return [...calls, desk.agent.log, portal.log, await wholeDatabase(portal), stored, ...files].join("\n");
}

/** What signed tokens (RFC 7515) in a text hold. */
function opened(text: string): string {
  const tokens = text.match(/[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g) ?? [];
  const parts = tokens.flatMap((token) => token.split(".").slice(0, 2));
  return parts.map((part) => Buffer.from(part, "base64url").toString("utf8")).join("\n");
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file).isFile());
}
