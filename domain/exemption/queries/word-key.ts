import { newDataKey, open, seal, unwrapDataKey } from "../../../lib/crypto.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { ERASED_WORDS } from "../rules/erased-words.ts";

/**
 * Opens what was written about one request, and seals more of it. Where an applicant erased everything, what was
 * written before is sealed under a key that is gone: `open` says so in its place (`ERASED_WORDS`).
 */
export interface WordKey {
  seal(text: string | Uint8Array, place: string): Uint8Array<ArrayBuffer>;
  open(sealed: Uint8Array, place: string): string;
  openBytes(sealed: Uint8Array, place: string): Buffer;
}

/** The key of whoever applied, for those who may read the request. Refuses (not_found) everyone else. */
export async function wordKeyOfRequest(db: Reader, requestId: string): Promise<WordKey> {
  const [row] = await db.$queryRaw<KeyRow[]>`
    select k.employee_id, k.wrapped, words_erased(${requestId}::uuid) as erased, k.employee_id = app_actor() as own
    from key_for_request(${requestId}::uuid) k`;
  if (!row) throw unknown();
  const instead = row.own ? ERASED_WORDS.own : ERASED_WORDS.others;
  return wordKey(unwrapDataKey(row.employee_id, row.wrapped), row.erased ? instead : null);
}

/** The same to seal something under: no erasure destroys it before the transaction ends. */
export async function holdWordKeyOfRequest(db: Reader, requestId: string): Promise<WordKey> {
  await db.$executeRaw`select hold_words(${requestId}::uuid)`;
  return wordKeyOfRequest(db, requestId);
}

interface KeyRow {
  employee_id: string;
  wrapped: Uint8Array;
  erased: boolean;
  own: boolean;
}

/** Who applied. Refuses (not_found) whoever may not read the request, or may not any more: it was settled just now. */
export async function applicantOf(db: Reader, requestId: string): Promise<string> {
  const request = await db.exemptionRequest.findUnique({ where: { id: requestId } });
  if (!request) throw unknown();
  return request.employeeId;
}

/** One's own, made when it is first needed. */
export async function ownWordKey(db: Reader, employeeId: string): Promise<WordKey> {
  const kept = await db.wordKey.findUnique({ where: { employeeId } });
  if (kept) return wordKey(unwrapDataKey(employeeId, kept.wrapped));
  await db.wordKey.createMany({
    data: [{ employeeId, wrapped: new Uint8Array(newDataKey(employeeId)) }],
    skipDuplicates: true,
  });
  // Another tab may have been first: what is there now counts.
  const { wrapped } = await db.wordKey.findUniqueOrThrow({ where: { employeeId } });
  return wordKey(unwrapDataKey(employeeId, wrapped));
}

/** One's own to seal something under: no erasure destroys it before the transaction ends. */
export async function holdOwnWordKey(db: Reader, employeeId: string): Promise<WordKey> {
  await db.$executeRaw`select hold_words(null)`;
  return ownWordKey(db, employeeId);
}

/** Seals and opens under this key. What it does not open is what `erased` says, if it says anything. */
export function wordKey(key: Uint8Array, erased: string | null = null): WordKey {
  const openBytes = (sealed: Uint8Array, place: string) => open(key, sealed, `words:${place}`);
  const openOr = (sealed: Uint8Array, place: string, instead: string) => {
    try {
      return openBytes(sealed, place).toString("utf8");
    } catch {
      return instead;
    }
  };
  return {
    seal: (text, place) => new Uint8Array(seal(key, text, `words:${place}`)),
    open: (sealed, place) =>
      erased === null ? openBytes(sealed, place).toString("utf8") : openOr(sealed, place, erased),
    openBytes,
  };
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-request", "There is no such request.");
}
