import { type Reader, read } from "../../../lib/db/reader.ts";
import { rateLimit } from "../../../lib/rate-limit.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { spokenUserCode, typedUserCode } from "../rules/user-code.ts";

export interface DeviceRequest {
  readonly userCode: string;
  readonly name: string;
  readonly platform: string;
  readonly serial: string;
  readonly askedAt: Date;
  readonly expiresAt: Date;
}

/** Wrong codes a person may try in a quarter of an hour, in each process (RFC 8628 section 5.1). */
const countGuess = rateLimit(30, 900, "Too many codes were tried. Please wait a few minutes.");

/**
 * Reads the code as it is stored, and counts the try unless a computer waits with it: counted first, so that
 * many at once do not slip through. Refuses: too_many, not_found (malformed).
 */
export async function guess(actor: PersonActor, typed: string): Promise<string> {
  await countGuess(actor.id);
  const userCode = typedUserCode(typed);
  if (!userCode) {
    const message = "A code is eight letters, as shown on the computer.";
    throw new Refusal("not_found", "no-such-code", message, { fields: { userCode: message } });
  }
  if (await read(actor, (db, now) => findAsked(db, userCode, now))) await countGuess.forgive(actor.id);
  return userCode;
}

/**
 * The computer that waits with this code, for the employee to compare with the one before them.
 * Null when none does, the code has expired, or it was answered. Refuses: too_many, not_found (malformed).
 */
export async function findDeviceRequest(actor: PersonActor, typed: string): Promise<DeviceRequest | null> {
  const userCode = await guess(actor, typed);
  return read(actor, async (db, now) => {
    const asked = await findAsked(db, userCode, now);
    if (!asked || asked.answer) return null;
    const { name, platform, serial, createdAt, expiresAt } = asked;
    return { userCode: spokenUserCode(userCode), name, platform, serial, askedAt: createdAt, expiresAt };
  });
}

async function findAsked(db: Reader, userCode: string, now: Date) {
  await nameUserCode(db, userCode);
  return db.deviceAuthorization.findFirst({
    where: { userCode, expiresAt: { gt: now } },
    include: { answer: true },
  });
}

/** Row-level security shows a request only in a transaction that names its code, so that no query can list them. */
export async function nameUserCode(db: Reader, userCode: string): Promise<void> {
  await db.$executeRaw`select set_config('app.user_code', ${userCode}, true)`;
}
