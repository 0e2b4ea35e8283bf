import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openTestMailbox, type TestMailbox } from "../../lib/test-mailbox.ts";

let mailbox: TestMailbox;
const open: Server[] = [];

beforeAll(async () => {
  mailbox = await openTestMailbox();
});
afterAll(async () => {
  for (const server of open) server.close();
  await mailbox.close();
});
beforeEach(() => {
  vi.resetModules();
});
afterEach(() => vi.useRealTimers());

/** The portal's mail, with a setting of its own: settings are read once in a process. */
async function mailTo(smtp: string) {
  Object.assign(process.env, {
    SAYSO_APP_DATABASE_URL: "postgresql://sayso_app@localhost/sayso",
    SAYSO_MASTER_KEY: "A".repeat(43),
    SAYSO_DIRECTIVE_KEY: "{}",
    NEXTAUTH_URL: "http://localhost:4860",
    SMTP_URL: smtp,
    MAIL_FROM: "Sayso <sayso@larkspur.example>",
  });
  return import("../../lib/mail.ts");
}

const LETTER = {
  to: "juniper.thimblewick@larkspur.example",
  subject: "A notice for you",
  text: `Grüße — ${"a long line ".repeat(20)}\nhttp://localhost:4860/notice\n.\nafter a lonely dot`,
  html: "<p>Grüße &lt;b&gt;</p>",
};

/** A server that speaks as far as it is told, and then does what it does. */
async function brokenServer(
  answers: (line: string, socket: Socket) => void,
  { greeting = "220 here\r\n", host = "127.0.0.1" } = {},
): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (greeting) socket.write(greeting);
    socket.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\r\n")) if (line) answers(line, socket);
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return `smtp://${host}:${typeof address === "object" ? address?.port : 0}`;
}

describe("a letter", () => {
  test("arrives word for word, as text and as HTML, and asks for no holiday answers", async () => {
    const { sendLetter, closeMail } = await mailTo(mailbox.smtp);
    await sendLetter(LETTER);
    closeMail();
    const [letter] = await mailbox.received();
    expect(letter).toMatchObject({ to: LETTER.to, subject: LETTER.subject });
    expect(letter?.text.trim()).toBe(LETTER.text.trim());
    expect(letter?.html).toContain("<p>Grüße &lt;b&gt;</p>");
    expect(letter?.headers.get("auto-submitted")).toBe("auto-generated");
  });

  test("has one address, whatever it holds", async () => {
    const { sendLetter, closeMail } = await mailTo(mailbox.smtp);
    const before = (await mailbox.received()).length;
    const sly = "a@larkspur.example, b@elsewhere.example\r\nBcc: c@elsewhere.example";
    await sendLetter({ ...LETTER, to: sly }).catch(() => undefined);
    closeMail();
    for (const letter of (await mailbox.received()).slice(before)) {
      expect(letter.headers.has("bcc")).toBe(false);
      expect(letter.to).not.toContain("c@elsewhere.example>");
    }
  });

  test("is not called accepted where nobody listens", async () => {
    const { sendLetter } = await mailTo("smtp://127.0.0.1:9");
    await expect(sendLetter(LETTER)).rejects.toMatchObject({ of: "server" });
  });

  test("is not called accepted by a server that never greets, nor by one that falls silent after it has it", async () => {
    const mute = await mailTo(await brokenServer(() => undefined, { greeting: "" }));
    const first = expect(mute.sendLetter(LETTER)).rejects.toMatchObject({ of: "server" });
    vi.resetModules();
    let hasData = false;
    const silent = await mailTo(
      await brokenServer((line, socket) => {
        if (line === "DATA") {
          hasData = true;
          socket.write("354 go on\r\n");
        } else if (!hasData) socket.write("250 yes\r\n");
      }),
    );
    const second = expect(silent.sendLetter(LETTER)).rejects.toMatchObject({ of: "server" });
    await Promise.all([first, second]);
    expect(hasData).toBe(true);
  });

  test("is given up within a second when the process is to end", async () => {
    const { sendLetter } = await mailTo(await brokenServer(() => undefined, { greeting: "" }));
    const stopping = new AbortController();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const failed = expect(sendLetter(LETTER, stopping.signal)).rejects.toMatchObject({
      of: "server",
      kind: "stopping",
    });
    stopping.abort();
    vi.advanceTimersByTime(1_000);
    await failed;
  });

  test("is not called accepted by a server that dies with it half way", async () => {
    const { sendLetter } = await mailTo(
      await brokenServer((line, socket) => {
        if (line === "DATA") {
          socket.write("354 go on\r\n");
          socket.destroy();
        } else socket.write("250 yes\r\n");
      }),
    );
    await expect(sendLetter(LETTER)).rejects.toMatchObject({ of: "server" });
  });

  test.each([
    ["an address that is unknown", "RCPT", "550 nobody of that name\r\n", "letter", "EENVELOPE 550"],
    ["a mailbox that is full", "RCPT", "452 full\r\n", "letter", "EENVELOPE 452"],
    ["a sender that is not ours", "MAIL", "550 who are you\r\n", "server", "EENVELOPE 550"],
    ["a server about to close", "RCPT", "421 closing\r\n", "server", "EENVELOPE 421"],
  ])("tells %s, and its failure names nobody", async (_, command, answer, of, kind) => {
    const { sendLetter } = await mailTo(
      await brokenServer((line, socket) => socket.write(line.startsWith(command) ? answer : "250 yes\r\n")),
    );
    const failure: Error = await sendLetter(LETTER).catch((error) => error);
    expect(failure).toMatchObject({ of, kind });
    expect(JSON.stringify(failure) + failure.message).not.toContain("juniper");
  });

  test("leaves this machine under TLS only, unless the setting says otherwise", async () => {
    const heard: string[] = [];
    const plain = await brokenServer(
      (line, socket) => {
        heard.push(line);
        socket.write("250 yes\r\n");
      },
      { host: "127.0.0.2" },
    );
    const careful = await mailTo(plain);
    await expect(careful.sendLetter(LETTER)).rejects.toMatchObject({ of: "server" });
    expect(heard).toContain("STARTTLS");
    expect(heard.join()).not.toContain("RCPT");
    vi.resetModules();
    const told = await mailTo(`${plain}?requireTLS=false`);
    await told.sendLetter(LETTER);
    expect(heard.join()).toContain("RCPT");
  });
});

describe("the letters' page", () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${mailbox.letters}${path}`, { headers });

  test("lists letters and shows each, with nothing in it that runs", async () => {
    const { sendLetter, closeMail } = await mailTo(mailbox.smtp);
    await sendLetter({
      ...LETTER,
      subject: "<script>alert(1)</script> ü",
      html: "<script>alert(2)</script>",
    });
    closeMail();
    const list = await (await get("/")).text();
    expect(list).toContain("&lt;script&gt;alert(1)&lt;/script&gt; ü");
    expect(list).not.toContain("<script>");
    const path = /\/letters\/[0-9a-f-]+/.exec(list)?.[0] ?? "";
    const letter = await get(path);
    expect(letter.headers.get("content-security-policy")).toContain("default-src 'none'");
    const shown = await letter.text();
    expect(shown).toContain('<a href="http://localhost:4860/notice">');
    expect(shown).toContain("Grüße — a long line");
    const html = await get(`${path}/html`);
    expect(html.headers.get("content-security-policy")).toMatch(/^sandbox allow-popups; default-src 'none'/);
  });

  test("knows no other files", async () => {
    for (const path of ["/letters/1", "/letters/..%2f..%2fsecrets.json", "/letters/../secrets.json", "/x"]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });
});
