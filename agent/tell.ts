import { monotonic } from "./clock.ts";
import { loadOrMakeDeviceKey } from "./keys.ts";
import type { Link } from "./link.ts";
import { DOOR, Revoked, Session } from "./session.ts";
import { Unreachable, Wire } from "./wire.ts";

/** Refusals that say that what was asked for is so already. */
const SETTLED = /"type":"[^"]*\/(already-paused|not-paused)"/;

/** What came of telling the portal something: `ok`, that it was so already, or why not in words. */
export type Told = { outcome: "ok" | "already-paused" | "not-paused" } | { outcome: "failed"; why: string };

/** Tells the portal, as this device, what its owner asked for on it. */
export async function tell(directory: string, link: Link, path: string, body: object): Promise<Told> {
  const wire = new Wire(link.portal, monotonic);
  try {
    const session = new Session(directory, wire, loadOrMakeDeviceKey(directory), link);
    const answer = await session.call({
      method: "POST",
      path: `${DOOR}${path}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status < 300) return { outcome: "ok" };
    const settled = answer.status === 409 ? SETTLED.exec(answer.body)?.[1] : undefined;
    if (settled === "already-paused" || settled === "not-paused") return { outcome: settled };
    return { outcome: "failed", why: `it answered ${answer.status}${titleOf(answer.body)}` };
  } catch (error) {
    if (error instanceof Unreachable || error instanceof Revoked) {
      return { outcome: "failed", why: error.message };
    }
    throw error;
  } finally {
    wire.close();
  }
}

function titleOf(body: string): string {
  const title = /"(?:detail|title)":"([^"\\]{1,200})"/.exec(body)?.[1];
  return title === undefined ? "" : ` (${title})`;
}
