import { newDataKey, open, seal, unwrapDataKey } from "../../../lib/crypto.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";

/** Opens what was written about one request, and seals more of it. */
export interface WordKey {
  seal(text: string | Uint8Array, place: string): Uint8Array<ArrayBuffer>;
  open(sealed: Uint8Array, place: string): string;
  openBytes(sealed: Uint8Array, place: string): Buffer;
}

/** The key of whoever applied, for those who may read the request. Refuses (not_found) everyone else. */
export async function wordKeyOfRequest(db: Reader, requestId: string): Promise<WordKey> {
  const [row] = await db.$queryRaw<{ employee_id: string; wrapped: Uint8Array }[]>`
    select employee_id, wrapped from key_for_request(${requestId}::uuid)`;
  if (!row) throw unknown();
  return wordKey(unwrapDataKey(row.employee_id, row.wrapped));
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

/** Seals and opens under this key. */
export function wordKey(key: Uint8Array): WordKey {
  const openBytes = (sealed: Uint8Array, place: string) => open(key, sealed, `words:${place}`);
  return {
    seal: (text, place) => new Uint8Array(seal(key, text, `words:${place}`)),
    open: (sealed, place) => openBytes(sealed, place).toString("utf8"),
    openBytes,
  };
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-request", "There is no such request.");
}
