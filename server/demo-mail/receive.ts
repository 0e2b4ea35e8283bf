import { buffer } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import type { Mailbox } from "./mailbox.ts";

/** A notice in full is a few kilobytes. */
const LARGEST_LETTER = 1024 * 1024;

/** An SMTP server, not yet listening, that keeps whatever it is handed. It passes nothing on. */
export function mailServer(mailbox: Mailbox): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: LARGEST_LETTER,
    maxClients: 20,
    socketTimeout: 30_000,
    closeTimeout: 1_000,
    onData: (stream, _session, answer) => {
      const keep = async () => {
        const bytes = await buffer(stream);
        if (stream.sizeExceeded)
          throw Object.assign(new Error("This letter is too large."), { responseCode: 552 });
        await mailbox.keep(bytes);
      };
      keep().then(
        () => answer(),
        (error: Error) => answer(error),
      );
    },
  });
}
