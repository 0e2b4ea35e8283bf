import { join } from "node:path";
import { z } from "zod";
import { controlDirectory, overwriteIfThere, readKept, removeIfThere, writePrivately } from "./state-dir.ts";

/** What ties this computer to its owner's account. Times are milliseconds of the wall clock. */
const linked = z.object({
  portal: z.url(),
  deviceId: z.uuid(),
  refreshToken: z.string(),
  accessToken: z.string(),
  accessUntil: z.number(),
  directiveKeys: z.array(z.record(z.string(), z.unknown())),
});
export type Link = z.infer<typeof linked>;

const unlinked = z.object({ unlinked: z.literal(true), portal: z.url(), why: z.string() });
export type Unlinked = z.infer<typeof unlinked>;

/** The link, the trace of one that was ended by the portal, or null where there never was one. Throws `Damaged`. */
export function readLink(directory: string): Link | Unlinked | null {
  const remedy = "Run sayso-agent unlink, and link this computer anew.";
  return readKept(linkPath(directory), z.union([linked, unlinked]), remedy);
}

export function isLinked(link: Link | Unlinked | "damaged" | null): link is Link {
  return typeof link === "object" && link !== null && "deviceId" in link;
}

export function saveLink(directory: string, link: Link): void {
  writePrivately(linkPath(directory), JSON.stringify(link));
}

/**
 * The portal has revoked the device: the tokens go, and the reason stays until the next enrolment. If there
 * is no link any more, because `unlink` at the computer removed it at the same moment, it stays away.
 */
export function endLink(directory: string, portal: string, why: string): void {
  overwriteIfThere(linkPath(directory), JSON.stringify({ unlinked: true, portal, why }));
}

export function removeLink(directory: string): void {
  removeIfThere(linkPath(directory));
}

function linkPath(directory: string): string {
  return join(controlDirectory(directory), "link.json");
}
