import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { type SyncResponse, syncRequest } from "../../domain/activity/schema.ts";
import type { Directive } from "../../domain/directive/schema.ts";
import { type Link, saveLink } from "../link.ts";

const DOOR = "/api/agent/v1";

export interface Put {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** What a portal says to a picture; `"hang-up"` closes the connection in the middle of it, `"silent"` never answers. */
export type PutAnswer =
  | { status: number; body?: object; headers?: Record<string, string> }
  | "hang-up"
  | "silent";

/** As much of a portal as an agent needs: a directive to go by, and a place to bring pictures to. */
export interface SmallPortal {
  readonly url: string;
  /** What is in force; changed by a test as it goes. */
  directive: Pick<Directive, "label" | "applications" | "limits">;
  /** What it says to the pictures that come. */
  answer: (put: Put) => PutAnswer;
  /** Pictures that came whole, whatever was said to them. */
  readonly puts: Put[];
  /** Links an agent's state directory to it. */
  link(directory: string): Link;
  close(): void;
}

export async function openSmallPortal(): Promise<SmallPortal> {
  const deviceId = randomUUID();
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
  const pinned = { ...(await exportJWK(publicKey)), kid: "small", alg: "EdDSA" };
  const server = createServer((request, response) => {
    receive(request).then(
      (body) => respond(request, body, response),
      () => response.destroy(),
    );
  });

  async function respond(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const { url: path = "", headers } = request;
    if (path === `${DOOR}/sync`)
      return sync(headers["content-encoding"] === "gzip" ? gunzipSync(body) : body, response);
    if (!path.startsWith(`${DOOR}/captures/`)) return void response.writeHead(404).end();
    const put = { path, headers, body };
    portal.puts.push(put);
    const answer = portal.answer(put);
    if (answer === "silent") return;
    if (answer === "hang-up") return void response.destroy();
    const isProblem = answer.status >= 400;
    const type = isProblem ? "application/problem+json" : "application/json";
    response
      .writeHead(answer.status, { "content-type": type, ...answer.headers })
      .end(JSON.stringify(answer.body ?? {}));
  }

  async function sync(body: Buffer, response: ServerResponse): Promise<void> {
    const { batches } = syncRequest.parse(JSON.parse(body.toString()));
    const now = Date.now();
    const epoch = Buffer.from(JSON.stringify(portal.directive)).toString("base64url").slice(-43);
    const times = { changesAt: null, issuedAt: now, validUntil: now + 120_000 };
    const document: Directive = { deviceId, epoch, reasons: [], ...portal.directive, ...times };
    const directive = await new CompactSign(Buffer.from(JSON.stringify(document)))
      .setProtectedHeader({ alg: "EdDSA", typ: "sayso-directive+jwt", kid: "small" })
      .sign(privateKey);
    const results = batches.map(({ id, segments }) => ({
      id,
      status: "accepted" as const,
      stored: segments.length,
      discarded: [],
    }));
    const told: SyncResponse = { serverTime: now, directive, results, nextSyncMs: 500 };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const portal: SmallPortal = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    directive: {
      label: "collected",
      applications: [],
      limits: { bytesPerDay: 50_000_000, minBatteryPercent: 0, deferOnMetered: false },
    },
    answer: () => ({ status: 201, body: { status: "stored" } }),
    puts: [],
    link(directory) {
      const link = {
        portal: portal.url,
        deviceId,
        refreshToken: "r".repeat(43),
        accessToken: "a".repeat(43),
        accessUntil: Date.now() + 3_600_000,
        directiveKeys: [pinned],
      };
      saveLink(directory, link);
      return link;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return portal;
}

async function receive(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
