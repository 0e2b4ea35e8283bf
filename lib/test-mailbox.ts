import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AddressObject, simpleParser } from "mailparser";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface ReceivedLetter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: ReadonlyMap<string, unknown>;
}

/** The real mail server of `npm start`, with a directory of its own. */
export interface TestMailbox {
  readonly smtp: string;
  readonly letters: string;
  /** All that came in, the first one first, as a mail program reads them. */
  received(): Promise<ReceivedLetter[]>;
  close(): Promise<void>;
}

const report = z.object({ smtp: z.string(), letters: z.string() });

/** @param program what runs it: its source, or what was built of it */
export async function openTestMailbox(
  program = ["--import", "tsx", "server/demo-mail/main.ts"],
): Promise<TestMailbox> {
  const directory = mkdtempSync(join(tmpdir(), "sayso-letters-"));
  const tether = new URL("../scripts/tether.mjs", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", tether, ...program], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "test", SAYSO_DATA_DIR: directory, SAYSO_LETTERS_PORT: "0" },
  });
  const [said] = await once(child, "message");
  const { smtp, letters } = report.parse(said);
  return {
    smtp,
    letters,
    received: () => received(join(directory, "letters")),
    close: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function received(directory: string): Promise<ReceivedLetter[]> {
  const files = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith(".eml")) : [];
  return Promise.all(files.sort().map((file) => readLetter(join(directory, file))));
}

async function readLetter(file: string): Promise<ReceivedLetter> {
  const { to, subject, text, html, headers } = await simpleParser(readFileSync(file));
  return {
    to: [to ?? []]
      .flat()
      .map((each: AddressObject) => each.text)
      .join(", "),
    subject: subject ?? "",
    text: text ?? "",
    html: html || "",
    headers,
  };
}
