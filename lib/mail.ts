import nodemailer, { type Transporter } from "nodemailer";
import { env } from "./env.ts";

/** A letter as it is sent; its subject and addresses go into headers, so nothing about anybody stands there. */
export interface Letter {
  readonly to: string;
  /** With its angle brackets (RFC 5322 section 3.6.4); the server's own where none is given. */
  readonly messageId?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Connections to the mail server at once, and so letters under way. */
export const SENT_TOGETHER = 3;
const CONNECT_MS = 5_000;
const SILENCE_MS = 8_000;
/** A server that answers just often enough may not hold a letter for longer than this. */
const LETTER_MS = 12_000;
/** What a letter under way is given to be accepted when the process ends. */
const GRACE_MS = 700;

/**
 * That a letter was not accepted. `letter`: the server is well and did not want this one; `server`: it is away
 * or broken, so the next one need not be tried now. `kind` says why in a word for the log, and holds no
 * address.
 */
export class MailFailure extends Error {
  readonly of: "letter" | "server";
  readonly kind: string;

  constructor(of: MailFailure["of"], kind: string) {
    super(`the letter was not accepted: ${kind}`);
    this.name = "MailFailure";
    this.of = of;
    this.kind = kind;
  }
}

let transport: Transporter | null = null;
/** Letters that are being handed over. */
let underWay = 0;

/** Whether the portal was told of a mail server. */
export function isMailOn(): boolean {
  return Boolean(env().SMTP_URL);
}

/**
 * Sends a letter. Resolves once the server has accepted it; rejects with a MailFailure.
 * @param stopping gives it up, within a second, as if the server were away; it may have been accepted all the same
 */
export async function sendLetter(letter: Letter, stopping?: AbortSignal): Promise<void> {
  const { MAIL_FROM } = env();
  transport ??= open();
  const settled = new AbortController();
  underWay += 1;
  try {
    await Promise.race([
      transport.sendMail({
        from: MAIL_FROM,
        // An address as it is, never read as a list of addresses.
        to: { name: "", address: letter.to },
        subject: letter.subject,
        ...(letter.messageId && { messageId: letter.messageId }),
        text: letter.text,
        html: letter.html,
        // RFC 3834: no holiday answers to a program.
        headers: { "Auto-Submitted": "auto-generated" },
      }),
      tooLate(settled.signal),
      ...(stopping ? [stopped(stopping, settled.signal)] : []),
    ]);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.of === "server") hangUp();
    throw failure;
  } finally {
    settled.abort();
    underWay -= 1;
  }
}

/** Hangs up, until the next letter; not while somebody else's is under way, who does so after it. */
export function closeMail(): void {
  if (underWay === 0) hangUp();
}

function hangUp(): void {
  transport?.close();
  transport = null;
}

function tooLate(settled: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new MailFailure("server", "overdue")), LETTER_MS);
    settled.addEventListener("abort", () => clearTimeout(timer));
  });
}

function stopped(stopping: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => {
      const timer = setTimeout(() => reject(new MailFailure("server", "stopping")), GRACE_MS);
      settled.addEventListener("abort", () => clearTimeout(timer));
    };
    if (stopping.aborted) giveUp();
    else stopping.addEventListener("abort", giveUp, { once: true, signal: settled });
  });
}

function open(): Transporter {
  const url = new URL(env().SMTP_URL ?? "");
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const options = {
    pool: true as const,
    maxConnections: SENT_TOGETHER,
    // A connection that breaks fails its letter, which whoever sent it knows and may send again.
    maxRequeues: 0,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "smtps:" ? 465 : 587),
    secure: url.protocol === "smtps:",
    // A letter says where somebody lives: it leaves this machine under TLS, unless the setting says otherwise.
    requireTLS: url.protocol === "smtp:" && !isLocal && url.searchParams.get("requireTLS") !== "false",
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return nodemailer.createTransport(options);
}

function failureOf(error: unknown): MailFailure {
  if (error instanceof MailFailure) return error;
  const said = (key: string) =>
    typeof error === "object" && error !== null ? Reflect.get(error, key) : undefined;
  const code = String(said("code") ?? "unknown");
  const response = Number(said("responseCode")) || 0;
  // RFC 5321: a 4xx or 5xx to an address or to a message is about that one, save 421, which closes the channel.
  const isRefused =
    ["EENVELOPE", "EMESSAGE"].includes(code) && response !== 421 && said("command") !== "MAIL FROM";
  return new MailFailure(isRefused ? "letter" : "server", response ? `${code} ${response}` : code);
}
