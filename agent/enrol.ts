import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { deviceAuthorizationResponse, platform } from "../domain/directive/schema.ts";
import type { DeviceKey } from "./keys.ts";
import { saveLink } from "./link.ts";
import { deviceCodeForm, lifetime, parse, postForm, readTokens } from "./session.ts";
import { type Answer, Unreachable, type Wire } from "./wire.ts";

/** Enrolment ended without a link, for a reason that a person can act on. */
export class NotEnrolled extends Error {}

/** RFC 8628 section 3.5. */
const SLOW_DOWN_SECONDS = 5;

/**
 * Links this computer to a person's account: device authorization grant (RFC 8628) with the tokens
 * bound to the device's key (RFC 9449). Shows the code with `say`, waits for the person's answer,
 * and keeps the tokens, the device id and the keys that directives are signed with.
 */
export async function enrol(
  directory: string,
  wire: Wire,
  key: DeviceKey,
  name: string,
  say: (line: string) => void,
): Promise<void> {
  const asked = await ask(wire, key, name);
  say(`To link this computer, open ${asked.verification_uri}`);
  say(`and enter the code ${asked.user_code}`);
  say(`or open ${asked.verification_uri_complete}`);
  const tokens = readTokens(await untilAnswered(wire, key, asked));
  saveLink(directory, {
    portal: wire.portal,
    deviceId: tokens.device_id,
    refreshToken: tokens.refresh_token,
    directiveKeys: tokens.directive_keys.keys,
    ...lifetime(tokens),
  });
}

async function ask(wire: Wire, key: DeviceKey, name: string) {
  const answer = await postForm(wire, key, "/device_authorization", {
    client_id: "sayso-agent",
    device_name: name,
    device_platform: platform.parse(process.platform),
    device_serial: await serial(),
  });
  const asked = deviceAuthorizationResponse.safeParse(parse(answer.body));
  if (answer.status === 200 && asked.success) return asked.data;
  if (answer.status === 404) throw new NotEnrolled(`There is no Sayso portal at ${wire.portal}.`);
  throw new NotEnrolled(`The portal refused to begin (${answer.status}${errorOf(answer)}).`);
}

async function untilAnswered(
  wire: Wire,
  key: DeviceKey,
  asked: { device_code: string; interval: number; expires_in: number },
): Promise<Answer> {
  const end = performance.now() + asked.expires_in * 1000;
  let interval = Math.max(asked.interval, 1);
  while (performance.now() < end) {
    await sleep(interval * 1000);
    const answer = await postForm(wire, key, "/token", deviceCodeForm(asked.device_code)).catch(
      (error: unknown) => {
        if (error instanceof Unreachable) return null;
        throw error;
      },
    );
    // RFC 8628 section 3.5: no connection, come less often.
    if (answer === null) interval *= 2;
    else if (answer.status === 200) return answer;
    else interval = nextInterval(answer, interval);
  }
  throw new NotEnrolled("The code has expired. Run enrol again for a new one.");
}

function nextInterval(answer: Answer, interval: number): number {
  const error = errorOf(answer);
  if (error.includes("authorization_pending")) return interval;
  if (error.includes("slow_down")) return interval + SLOW_DOWN_SECONDS;
  if (answer.status === 429 || answer.status >= 500) return interval + SLOW_DOWN_SECONDS;
  if (error.includes("access_denied")) throw new NotEnrolled("The request was declined in the portal.");
  if (error.includes("expired_token"))
    throw new NotEnrolled("The code has expired. Run enrol again for a new one.");
  throw new NotEnrolled(`The portal refused (${answer.status}${error}).`);
}

function errorOf(answer: Answer): string {
  const body = parse(answer.body);
  if (typeof body !== "object" || body === null) return "";
  const said = ["error", "error_description", "title"].flatMap((name) => {
    const value = Object.entries(body).find(([key]) => key === name)?.[1];
    return typeof value === "string" && value !== "" ? [value.slice(0, 200)] : [];
  });
  return said.map((each) => `: ${each}`).join("");
}

export function deviceName(): string {
  return hostname().slice(0, 80) || "computer";
}

/** What the maker printed on the machine, where a user may read it; else what the system calls itself. */
async function serial(): Promise<string> {
  const { system, uuid } = await import("systeminformation");
  const printed = (await system()).serial;
  const known =
    /^[-\s]*$/.test(printed) || /unknown|default|o\.e\.m/i.test(printed) ? (await uuid()).os : printed;
  return known.trim().slice(0, 80) || "unknown";
}
