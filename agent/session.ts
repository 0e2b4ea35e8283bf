import type { z } from "zod";
import { DEVICE_CODE_GRANT, tokenResponse } from "../domain/directive/schema.ts";
import type { DeviceKey } from "./keys.ts";
import { isLinked, type Link, readLink, saveLink } from "./link.ts";
import { type Answer, type Call, Unreachable, type Wire } from "./wire.ts";

export const DOOR = "/api/agent/v1";
const CLIENT = "sayso-agent";
/** The portal's event stream beats every 25 seconds; one that has not for this long is gone. */
const SILENT_MS = 60_000;
/** A token with less life than this is renewed first. */
const SPARE_MS = 30_000;
/** A machine whose clock is wrong learns the portal's time from the answer's date. */
const SKEW_MS = 5_000;

export type Outgoing = Pick<Call, "method" | "path" | "body"> & { headers?: Record<string, string> };

/** The portal no longer knows this device: it was revoked, or its link is gone. */
export class Revoked extends Error {}

/** Speaks to the portal as this device: short-lived DPoP-bound tokens, renewed as needed. */
export class Session {
  /** Server time minus wall time, ms, as far as known. */
  private skew = 0;
  /** A refresh token may be used once: who needs a new token while one is asked for waits for that one. */
  private renewal: Promise<void> | null = null;

  constructor(
    private readonly directory: string,
    private readonly wire: Wire,
    private readonly key: DeviceKey,
    private link: Link,
  ) {}

  /** A call with the device's token. 401 renews the token and tries once more; a refused renewal is `Revoked`. */
  async call(call: Outgoing): Promise<Answer> {
    await this.refreshIfDue();
    const used = this.link.accessToken;
    const answer = await this.wire.call(this.authorised(call));
    if (answer.status !== 401) return this.timed(answer);
    refuseRevoked(answer);
    this.timed(answer);
    // Another call may have been refused, and have renewed the token, meanwhile.
    if (this.link.accessToken === used) await this.refresh();
    const again = await this.wire.call(this.authorised(call));
    refuseRevoked(again);
    if (again.status === 401) throw new Unreachable("the portal refuses a token that it has just given");
    return again;
  }

  async events(): ReturnType<Wire["stream"]> {
    await this.refreshIfDue();
    return this.wire.stream(this.authorised({ method: "GET", path: `${DOOR}/events` }), SILENT_MS);
  }

  private authorised({ headers, ...call }: Outgoing): Call {
    const url = this.wire.url(call.path);
    return {
      ...call,
      headers: () => {
        const token = this.link.accessToken;
        const proof = this.key.proof({
          method: call.method,
          url,
          seconds: this.seconds(),
          accessToken: token,
        });
        return { ...headers, authorization: `DPoP ${token}`, dpop: proof };
      },
    };
  }

  private async refreshIfDue(): Promise<void> {
    if (Date.now() > this.link.accessUntil - SPARE_MS) await this.refresh();
  }

  private refresh(): Promise<void> {
    this.renewal ??= this.renew().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  private async renew(): Promise<void> {
    // Another command of this device may have renewed the token meanwhile.
    const kept = readLink(this.directory);
    if (!isLinked(kept)) throw new Revoked("This computer was unlinked.");
    if (kept.accessToken !== this.link.accessToken && Date.now() < kept.accessUntil - SPARE_MS) {
      this.link = kept;
      return;
    }
    const form = { grant_type: "refresh_token", refresh_token: this.link.refreshToken, client_id: CLIENT };
    let answer = await postForm(this.wire, this.key, "/token", form, this.seconds());
    if (answer.body.includes("invalid_dpop_proof")) {
      this.timed(answer);
      answer = await postForm(this.wire, this.key, "/token", form, this.seconds());
    }
    refuseRevoked(answer);
    const tokens = readTokens(answer);
    this.link = { ...this.link, ...lifetime(tokens), refreshToken: tokens.refresh_token };
    saveLink(this.directory, this.link);
  }

  private timed(answer: Answer): Answer {
    const date = Date.parse(answer.headers.date ?? "");
    if (Number.isNaN(date)) return answer;
    const skew = date - Date.now();
    if (Math.abs(skew - this.skew) > SKEW_MS) this.skew = skew;
    return answer;
  }

  private seconds(): number {
    return Math.floor((Date.now() + this.skew) / 1000);
  }
}

/** RFC 6749 section 5.2 `invalid_grant` or `invalid_client`, or the problem type of a revoked device. */
function refuseRevoked({ status, body }: Answer): void {
  const refused = status === 400 || status === 401 || status === 403;
  if (refused && /device-revoked|"invalid_grant"|"invalid_client"/.test(body)) {
    throw new Revoked("The portal has unlinked this computer.");
  }
}

export type Tokens = z.infer<typeof tokenResponse>;

/** The token part of a link. */
export function lifetime(tokens: Tokens): Pick<Link, "accessToken" | "accessUntil"> {
  return { accessToken: tokens.access_token, accessUntil: Date.now() + tokens.expires_in * 1000 };
}

export function readTokens(answer: Answer): Tokens {
  const tokens = tokenResponse.safeParse(parse(answer.body));
  if (answer.status !== 200 || !tokens.success) {
    throw new Unreachable(`the portal answered ${answer.status} to a request for a token`);
  }
  return tokens.data;
}

/** A form with a DPoP proof, as the two OAuth endpoints take it. */
export function postForm(
  wire: Wire,
  key: DeviceKey,
  endpoint: string,
  form: Record<string, string>,
  seconds = Math.floor(Date.now() / 1000),
): Promise<Answer> {
  const path = `${DOOR}${endpoint}`;
  return wire.call({
    method: "POST",
    path,
    body: new URLSearchParams(form).toString(),
    headers: () => ({
      "content-type": "application/x-www-form-urlencoded",
      dpop: key.proof({ method: "POST", url: wire.url(path), seconds }),
    }),
  });
}

export function deviceCodeForm(deviceCode: string): Record<string, string> {
  return { grant_type: DEVICE_CODE_GRANT, device_code: deviceCode, client_id: CLIENT };
}

/** What the answer holds, or null where it is not JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
