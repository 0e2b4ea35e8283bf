import { z } from "zod";
import type { ManifestEntry } from "../../../lib/archive.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { jurisdictionCode } from "../../jurisdiction/schema.ts";
import { EARLIEST_DAY, TOO_EARLY } from "./earliest.ts";

const DAY_MS = 86_400_000;
/** Longer ones are asked for in parts. */
const MOST_DAYS = 731;
/** A pack is kept for this long; it can be made again at any time, since what it is made of stays. */
export const PACK_DAYS = 30;

const day = z.iso.date("Give a day.");
const asked = z.strictObject({
  jurisdiction: jurisdictionCode,
  /** Both are days in UTC, and both belong to the period. */
  fromDay: day,
  untilDay: day,
});
export type AskedPack = z.infer<typeof asked>;

/** What was asked for. Refuses (invalid) what is no period, one that is reversed, too long, or not over yet. */
export function checkedPack(input: unknown, now: Date): AskedPack {
  const parsed = asked.safeParse(input);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => [path.join("."), message]);
    throw new Refusal("invalid", "malformed", "The pack was not begun.", {
      fields: Object.fromEntries(fields),
    });
  }
  const { fromDay, untilDay } = parsed.data;
  if (fromDay < EARLIEST_DAY) throw period("fromDay", TOO_EARLY);
  if (untilDay < fromDay) throw period("untilDay", "The period ends before it begins.");
  if (untilDay > now.toISOString().slice(0, 10))
    throw period("untilDay", "The period ends in the future. Evidence of days to come does not exist.");
  if (Date.parse(untilDay) - Date.parse(fromDay) >= MOST_DAYS * DAY_MS)
    throw period("fromDay", "A pack covers two years at most. Ask for a pack for each part of the period.");
  return parsed.data;
}

function period(field: string, message: string): Refusal {
  return new Refusal("invalid", "period", message, { fields: { [field]: message } });
}

/** The instants of a pack: from the first moment of its first day until the end of its last, or until it was asked for. */
export function spanOf(pack: { fromDay: Date; untilDay: Date; at: Date }): { from: Date; until: Date } {
  const end = pack.untilDay.getTime() + DAY_MS;
  return { from: pack.fromDay, until: new Date(Math.min(end, pack.at.getTime())) };
}

export const PACK_STATES = ["waiting", "working", "done", "failed"] as const;
export type PackState = (typeof PACK_STATES)[number];

/** A pack as the page lists it. Times in milliseconds. */
export interface PackRow {
  readonly id: string;
  readonly jurisdiction: string;
  readonly name: string;
  readonly fromDay: string;
  readonly untilDay: string;
  readonly askedBy: string;
  readonly at: number;
  readonly state: PackState;
  readonly done: number;
  readonly total: number;
  readonly said: string;
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** When its bytes are erased; in the past when they were. */
  readonly keptUntil: number;
}

/** The manifest's exact bytes: what is signed. */
export function manifestOf(
  pack: { id: string; jurisdiction: string; fromDay: string; untilDay: string; at: Date },
  files: readonly ManifestEntry[],
): Buffer {
  const { id, jurisdiction, fromDay, untilDay, at } = pack;
  const manifest = {
    kind: "sayso-evidence-pack",
    version: 1,
    id,
    jurisdiction,
    fromDay,
    untilDay,
    madeAt: at,
    files,
  };
  return Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
}

/** What stands in a pack about how to check it. */
export function verifyText(portal: string): string {
  return `How to check this pack
======================

1. Get the checking script and the fingerprint of the signing key from somebody you trust, not from this pack.
   The portal has both, at addresses that need no sign-in:

     ${portal}/verify-evidence.mjs
     ${portal}/keys.json   ("fingerprint")

2. Run it. It needs nothing but Node 20 or later, and no network:

     node verify-evidence.mjs <this ZIP or the unpacked folder> <fingerprint>

It says "This pack is whole and unchanged." or what is wrong: a file that was changed, is missing, was added or
was renamed, or a signature that is not by that key. manifest.json lists each file with its size and SHA-256;
manifest.jws is the signature on it (compact JWS, RFC 7515, EdDSA).
`;
}
