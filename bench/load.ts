import { connect, type Socket } from "node:net";

export interface Driven {
  readonly answers: number;
  readonly seconds: number;
  /** How many answers had each status. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** One HTTP/1.1 request, ready to be written to a socket. */
export function rawRequest(path: string, headers: Record<string, string>, body: Uint8Array): Buffer {
  const lines = Object.entries({ host: "localhost", ...headers, "content-length": String(body.length) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n`), body]);
}

/**
 * Sends each lane's requests over a connection of its own, the next one when the last is answered. Plain
 * sockets, since a client library would cost more than what is measured.
 */
export async function drive(port: number, lanes: readonly (readonly Buffer[])[]): Promise<Driven> {
  const sockets = await Promise.all(lanes.map(() => open(port)));
  const statuses = new Map<number, number>();
  const start = performance.now();
  await Promise.all(lanes.map((lane, i) => walk(sockets[i], lane, statuses)));
  const seconds = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.destroy();
  const answers = [...statuses.values()].reduce((sum, each) => sum + each, 0);
  return { answers, seconds, statuses };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

function walk(
  socket: Socket | undefined,
  lane: readonly Buffer[],
  statuses: Map<number, number>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!socket) return reject(new Error("there is no connection"));
    let next = 0;
    let received = "";
    const send = () => {
      const request = lane[next++];
      if (request) socket.write(request);
      else resolve();
    };
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      const body = received.indexOf("\r\n\r\n") + 4;
      if (body < 4) return;
      const length = /content-length: (\d+)/i.exec(received)?.[1];
      if (length === undefined)
        return reject(new Error(`an answer without a length: ${received.slice(0, 200)}`));
      if (received.length < body + Number(length)) return;
      const status = Number(received.slice(9, 12));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      received = "";
      send();
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
    send();
  });
}
