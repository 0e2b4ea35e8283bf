import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { gunzipSync } from "node:zlib";

/** One call of an agent to the portal, as it went over the wire and as it reads. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** The header's lines and the body, inflated where it was packed; without the picture, which is no text. */
  readonly text: string;
  /** The body alone, inflated; empty where there is none, or a picture. */
  readonly body: string;
  /** The body where it is said to be a picture, else null. */
  readonly picture: Buffer | null;
}

/** What becomes of one call: `pass` sends it on and returns the portal's answer, which then goes back unless it is lost. */
export interface Passing {
  readonly call: Call;
  /** Sends it to the portal whole, and waits for its answer. */
  pass(): Promise<void>;
  /** Sends the portal its head and half of its body, and no more. */
  passHalf(): Promise<void>;
}

/** Decides about a call; the agent hears nothing of it (its connection breaks) unless `answer` is returned. */
type Watch = (passing: Passing) => Promise<"answer" | "break">;

/** Stands between agent and portal: keeps what passes, and breaks connections where a test says so. */
export class Relay {
  readonly calls: Call[] = [];
  /** Nothing gets through, as if a cable were pulled. */
  isDown = false;
  /** Asked about each call that carries records, until it is taken away. */
  watch: Watch | null = null;
  /** Changes what the portal answers to a sync, keeping its length. */
  forge: ((body: string) => string) | null = null;
  private readonly server: Server;

  private constructor(
    readonly port: number,
    private readonly portalPort: number,
  ) {
    // Idle connections stay open as long as the portal's do.
    this.server = createServer({ keepAliveTimeout: 130_000 }, (request, response) => {
      this.serve(request, response).catch(() => request.socket.destroy());
    });
  }

  static async open(port: number, portalPort: number): Promise<Relay> {
    const relay = new Relay(port, portalPort);
    await new Promise<void>((resolve) => relay.server.listen(port, resolve));
    return relay;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Breaks every connection, now; later ones depend on `isDown`. */
  cut(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isDown) return void request.socket.destroy();
    const raw = await bytesOf(request);
    const call = readable(request, raw);
    this.calls.push(call);
    const answer = new Held();
    if (this.forge && call.path.endsWith("/sync")) {
      await this.forward(request, raw, answer);
      return answer.release(response, this.forge);
    }
    if (!this.watch || !carriesRecords(call)) return this.forward(request, raw, response);
    const verdict = await this.watch({
      call,
      pass: () => this.forward(request, raw, answer),
      passHalf: () => this.forwardHalf(request, raw),
    });
    if (verdict === "answer" && answer.isThere) answer.release(response);
    else request.socket.destroy();
  }

  /** Streams the answer back as it comes, since event streams have no end. */
  private forward(request: IncomingMessage, body: Buffer, response: ServerResponse | Held): Promise<void> {
    return new Promise((resolve, reject) => {
      const onward = this.begin(request);
      onward.once("error", reject);
      onward.once("response", (answer) => {
        if (response instanceof Held) return void response.keep(answer).then(resolve, reject);
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once("error", () => response.destroy());
        response.once("close", () => onward.destroy());
        resolve();
      });
      onward.end(body);
    });
  }

  private forwardHalf(request: IncomingMessage, body: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const onward = this.begin(request);
      onward.on("error", () => undefined);
      onward.write(body.subarray(0, body.length / 2), () => resolve());
    });
  }

  private begin({ method, url, headers }: IncomingMessage) {
    return httpRequest({
      host: "127.0.0.1",
      port: this.portalPort,
      method,
      path: url,
      headers,
      agent: false,
    });
  }
}

/** An answer that the portal gave and the agent does not have yet. */
class Held {
  isThere = false;
  private status = 0;
  private headers: IncomingMessage["headers"] = {};
  private body: Buffer = Buffer.alloc(0);

  async keep(answer: IncomingMessage): Promise<void> {
    this.body = await bytesOf(answer);
    this.status = answer.statusCode ?? 0;
    this.headers = answer.headers;
    this.isThere = true;
  }

  release(response: ServerResponse, forge = (body: string) => body): void {
    response.writeHead(this.status, this.headers).end(forge(this.body.toString("utf8")));
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

function readable(request: IncomingMessage, raw: Buffer): Call {
  const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  const picture = request.headers["content-type"] === "image/png" ? bytes : null;
  const body = picture ? "" : bytes.toString("utf8");
  const [method, path] = [request.method ?? "", request.url ?? ""];
  const text = `${method} ${path}\n${request.rawHeaders.join("\n")}\n\n${body}`;
  return { method, path, body, picture, text };
}

function carriesRecords({ path, body }: Call): boolean {
  return path.endsWith("/sync") && /"segments":\[\{/.test(body);
}
