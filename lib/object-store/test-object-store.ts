import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { SignatureV4 } from "@smithy/signature-v4";
import { unusedPort } from "../test-port.ts";
import { type S3Settings, Sha256 } from "./s3.ts";

const PROGRAM = fileURLToPath(new URL("test-swift.py", import.meta.url));
const SECRET = "for-tests-alone";

/** A real object store (OpenStack Swift, by its S3 interface) with a folder of its own, behind a line that can be cut. */
export interface TestS3 {
  readonly settings: S3Settings;
  /** From now on the line passes so many bytes of each request on, and then nothing more; null: everything. */
  holdAfter(bytes: number | null): void;
  /** Resolves once something is held back. */
  held(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestS3(bucket = "pictures"): Promise<TestS3> {
  const folder = mkdtempSync(join(tmpdir(), "sayso-swift-"));
  const port = await unusedPorts();
  const line = await openLine(port);
  let server = await start(folder, port);
  const settings: S3Settings = {
    endpoint: `http://127.0.0.1:${line.port}`,
    region: "us-east-1",
    bucket,
    prefix: "sayso/",
    accessKeyId: "test:portal",
    secretAccessKey: SECRET,
  };
  await makeBucket(settings);
  const kill = async () => {
    const gone = once(server, "exit");
    // The whole group: each of its servers is a process.
    process.kill(-(server.pid ?? 0), "SIGKILL");
    await gone;
  };
  return {
    settings,
    holdAfter: line.holdAfter,
    held: line.held,
    kill,
    start: async () => {
      server = await start(folder, port);
    },
    close: async () => {
      if (server.exitCode === null && server.signalCode === null) await kill();
      await line.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Swift = ChildProcessByStdio<Writable, Readable, null>;

async function start(folder: string, port: number): Promise<Swift> {
  const swift = spawn("/usr/bin/python3", [PROGRAM, folder, String(port), "portal", SECRET], {
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  const [said] = await Promise.race([once(swift.stdout, "data"), once(swift, "exit")]);
  if (!String(said).startsWith("ready")) throw new Error(`the object store did not start: ${said}`);
  return swift;
}

/** It listens on four in a row. */
async function unusedPorts(): Promise<number> {
  const pair = await unusedPort();
  return (await isUnused(pair + 2)) && (await isUnused(pair + 3)) ? pair : unusedPorts();
}

function isUnused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

async function makeBucket({ endpoint, region, bucket, ...key }: S3Settings): Promise<void> {
  const { protocol, hostname, port, host } = new URL(endpoint);
  const { accessKeyId, secretAccessKey } = key;
  const signer = new SignatureV4({
    service: "s3",
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    uriEscapePath: false,
  });
  const request = { method: "PUT", protocol, hostname, port: Number(port), path: `/${bucket}`, query: {} };
  const { headers } = await signer.sign({ ...request, headers: { host } });
  delete headers.host;
  const { status } = await fetch(`${endpoint}/${bucket}`, { method: "PUT", headers });
  if (status !== 200) throw new Error(`there is no bucket: ${status}`);
}

interface Line extends Pick<TestS3, "holdAfter" | "held"> {
  readonly port: number;
  close(): Promise<void>;
}

async function openLine(to: number): Promise<Line> {
  const open = new Set<Socket>();
  const passed = new Map<Socket, number>();
  let most: number | null = null;
  let tell: () => void = () => undefined;
  let isHeld = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server: Server = createServer((client) => {
    const upstream = connect(to, "127.0.0.1");
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
        open.delete(socket);
      });
      socket.on("error", () => undefined);
    }
    client.on("data", (chunk) => {
      const before = passed.get(client) ?? 0;
      const some = most === null ? chunk : chunk.subarray(0, Math.max(0, most - before));
      passed.set(client, before + some.length);
      if (some.length > 0) upstream.write(some);
      if (some.length < chunk.length) tell();
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the line has no port");
  return {
    port: address.port,
    holdAfter: (bytes) => {
      most = bytes;
      isHeld = new Promise<void>((resolve) => {
        tell = resolve;
      });
      // Counted from now on, also over connections that were kept open.
      passed.clear();
    },
    held: () => isHeld,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
