// The demo's mail server. Letters go no further than this machine, so nobody real is written to through it: it
// refuses to stand beside an outside database in production, and is not started where a company's own sign-in is.
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { Mailbox } from "./mailbox.ts";
import { mailServer } from "./receive.ts";
import { lettersServer } from "./serve.ts";

const environment = z.object({
  /** Where the page with the letters is; 0 for any. */
  SAYSO_LETTERS_PORT: z.coerce.number().int().min(0).max(65_535),
  SAYSO_DATA_DIR: z.string().min(1),
  NODE_ENV: z.string().optional(),
  DATABASE_URL: z.string().optional(),
});

/** Tells the starter, if there is one. */
function report(message: object): void {
  process.send?.(message);
}

async function main(): Promise<void> {
  const env = environment.parse(process.env);
  if (env.NODE_ENV === "production" && env.DATABASE_URL) {
    throw new Error(
      "The demo's mail server does not run with an outside database in production: set SMTP_URL.",
    );
  }
  const mailbox = new Mailbox(join(env.SAYSO_DATA_DIR, "letters"));
  const smtp = mailServer(mailbox);
  // A client that went away in the middle is no fault of ours.
  smtp.on("error", () => undefined);
  const heard = smtp.listen(0, "127.0.0.1");
  await once(heard, "listening");
  const pages = lettersServer(mailbox).listen(env.SAYSO_LETTERS_PORT, "127.0.0.1");
  await once(pages, "listening");
  // `localhost` may be the other address of this machine first; where there is no IPv6, it is this one alone.
  const twin = lettersServer(mailbox).listen(portOf(pages), "::1");
  twin.on("error", () => undefined);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(0));
  report({
    ready: true,
    smtp: `smtp://127.0.0.1:${portOf(heard)}`,
    letters: `http://localhost:${portOf(pages)}`,
  });
}

function portOf(server: Pick<Server, "address">): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  report({ failed: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
});
