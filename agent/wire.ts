import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

const ANSWER_WITHIN_MS = 15_000;
const MAX_ANSWER_BYTES = 2_000_000;
/** Longer than the pause between two syncs, so that a nudge finds the connection open. */
const KEEP_ALIVE_MS = 300_000;
const PROBE_EVERY_MS = 60_000;

/** The portal did not answer: no network, no server, or no sense in what came back. */
export class Unreachable extends Error {}

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
  /** Monotonic milliseconds by the caller's clock. */
  sent: number;
  received: number;
}

export interface Call {
  method: "GET" | "POST" | "PUT";
  path: string;
  /** Made anew for every try, since a proof may be used only once. */
  headers: () => Record<string, string>;
  body?: string | Buffer;
}

/**
 * One kept-alive connection to the portal, with its bytes counted at the socket (TLS included), a second one for as
 * long as an event stream is open, and a third while a picture is sent.
 */
export class Wire {
  private readonly secure: boolean;
  private readonly agent: HttpAgent;
  private readonly open = new Set<Socket>();
  private closed = { sent: 0, received: 0 };

  constructor(
    readonly portal: string,
    private readonly monotonic: () => number,
  ) {
    this.secure = new URL(portal).protocol === "https:";
    const options = { keepAlive: true, keepAliveMsecs: PROBE_EVERY_MS, maxSockets: 3, maxFreeSockets: 1 };
    this.agent = this.secure ? new HttpsAgent(options) : new HttpAgent(options);
    this.agent.createConnection = (to) => this.connect(to);
  }

  url(path: string): string {
    return new URL(path, this.portal).href;
  }

  /** Bytes over the wire since this object was made. */
  bytes(): { sent: number; received: number } {
    let { sent, received } = this.closed;
    for (const socket of this.open) {
      sent += socket.bytesWritten;
      received += socket.bytesRead;
    }
    return { sent, received };
  }

  /** One request and its whole answer. A kept-alive connection that the server closed is tried once more. */
  async call(call: Call): Promise<Answer> {
    try {
      return await this.once(call);
    } catch (error) {
      if (error instanceof StaleConnection) return this.once(call);
      throw error;
    }
  }

  /**
   * An answer that does not end; the caller reads and destroys it. It fails by itself when nothing at all has
   * come for `silentMs`: a connection that vanished on the way does not say so.
   */
  stream(call: Call, silentMs: number): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = this.begin(call);
      request.setTimeout(ANSWER_WITHIN_MS, () => request.destroy(new Unreachable("no answer in time")));
      request.once("error", (error) => reject(unreachable(error)));
      request.once("response", (response) => {
        request.setTimeout(0);
        response.setTimeout(silentMs, () => response.destroy(new Unreachable("the stream fell silent")));
        request.on("error", () => undefined);
        resolve(response);
      });
      request.end();
    });
  }

  close(): void {
    this.agent.destroy();
    for (const socket of this.open) socket.destroy();
  }

  private once(call: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = this.monotonic();
      const request = this.begin(call);
      const overdue = setTimeout(
        () => request.destroy(new Unreachable("no answer in time")),
        ANSWER_WITHIN_MS,
      );
      const fail = (error: Error) => {
        clearTimeout(overdue);
        reject(request.reusedSocket && isReset(error) ? new StaleConnection() : unreachable(error));
      };
      request.once("error", fail);
      request.once("response", (response) => {
        this.read(response).then((body) => {
          clearTimeout(overdue);
          const status = response.statusCode ?? 0;
          resolve({ status, headers: response.headers, body, sent, received: this.monotonic() });
        }, fail);
      });
      request.end(call.body);
    });
  }

  private begin({ method, path, headers, body }: Call): ClientRequest {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options = { method, agent: this.agent, headers: { ...headers(), ...length } };
    const url = this.url(path);
    const request = this.secure ? httpsRequest(url, options) : httpRequest(url, options);
    // That it stays open goes without saying (RFC 9112 section 9.3).
    request.removeHeader("connection");
    return request;
  }

  private async read(response: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of response) {
      parts.push(part);
      size += part.length;
      if (size > MAX_ANSWER_BYTES) throw new Unreachable("the answer is too long");
    }
    return Buffer.concat(parts).toString("utf8");
  }

  private connect(to: { host?: string | null; port?: string | number | null; servername?: string }): Socket {
    const host = to.host ?? "localhost";
    const socket = connect({
      host,
      port: Number(to.port),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: PROBE_EVERY_MS,
    });
    socket.setTimeout(KEEP_ALIVE_MS);
    this.open.add(socket);
    socket.once("close", () => {
      this.open.delete(socket);
      this.closed.sent += socket.bytesWritten;
      this.closed.received += socket.bytesRead;
    });
    return this.secure ? connectTls({ socket, host, servername: to.servername ?? host }) : socket;
  }
}

class StaleConnection extends Error {}

function isReset(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

function unreachable(error: Error): Unreachable {
  return error instanceof Unreachable ? error : new Unreachable(error.message);
}
