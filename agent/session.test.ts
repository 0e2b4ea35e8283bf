import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { monotonic } from "./clock.ts";
import { loadOrMakeDeviceKey } from "./keys.ts";
import { type Link, saveLink } from "./link.ts";
import { DOOR, Session } from "./session.ts";
import { openStateDirectory } from "./state-dir.ts";
import { Wire } from "./wire.ts";

const DEVICE = "0190a5b8-0000-7000-8000-000000000000";
let directory: string;
let portal: Server;
let wire: Wire;
/** Tokens that were renewed; each refresh token may be used once. */
let renewals: string[];

beforeEach(async () => {
  renewals = [];
  directory = openStateDirectory(mkdtempSync(join(tmpdir(), "sayso-session-")));
  portal = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    if (request.url !== `${DOOR}/token`) {
      const isNew = request.headers.authorization === `DPoP access-${renewals.length}` && renewals.length > 0;
      return void response.writeHead(isNew ? 200 : 401).end("{}");
    }
    const used = new URLSearchParams(body).get("refresh_token") ?? "";
    if (renewals.includes(used)) return void response.writeHead(400).end('{"error":"invalid_grant"}');
    renewals.push(used);
    const token = {
      access_token: `access-${renewals.length}`,
      token_type: "DPoP",
      expires_in: 600,
      refresh_token: `refresh-${renewals.length}`,
      device_id: DEVICE,
      directive_keys: { keys: [] },
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(token));
  }).listen(0, "127.0.0.1");
  await once(portal, "listening");
});
afterEach(() => {
  wire.close();
  portal.close();
  rmSync(directory, { recursive: true });
});

function session(accessUntil: number): Session {
  const address = portal.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const tokens = { accessToken: "access-0", refreshToken: "refresh-0", accessUntil };
  const link: Link = { portal: url, deviceId: DEVICE, directiveKeys: [], ...tokens };
  saveLink(directory, link);
  wire = new Wire(url, monotonic);
  return new Session(directory, wire, loadOrMakeDeviceKey(directory), link);
}

it.each([
  ["is over", 0],
  ["is refused", Date.now() + 3_600_000],
])("a token that %s is renewed once, however many calls need it at the same time", async (_, accessUntil) => {
  const one = session(accessUntil);
  const call = { method: "GET" as const, path: `${DOOR}/anything` };
  const answers = await Promise.all([one.call(call), one.call(call), one.call(call)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(renewals).toEqual(["refresh-0"]);
});
