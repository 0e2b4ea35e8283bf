import type pg from "pg";
import { seal } from "../../../lib/crypto.ts";
import { dayOf } from "../../../lib/day.ts";
import { ingest } from "../../../lib/db/ingest.ts";
import { announceArrival } from "../../../lib/events.ts";
import { objectStore } from "../../../lib/object-store/configured.ts";
import { newObjectName, StoreTrouble } from "../../../lib/object-store/store.ts";
import { type Png, redrawPng } from "../../../lib/redraw-png.ts";
import { madeAt } from "../../../lib/uuid-time.ts";
import { getAcquainted, holdPeople, senderOf } from "../../activity/commands/know-people.ts";
import { countedAt, type Sender } from "../../activity/commands/plan-sync.ts";
import { loadRetentionTerms } from "../../activity/queries/retention-terms.ts";
import { daysAt, isSurelyKept } from "../../activity/rules/retention.ts";
import {
  CAPTURE_LIMITS,
  type CaptureResult,
  type DiscardReason,
  discardReason,
} from "../../activity/schema.ts";
import type { DeviceActor } from "../../actor/schema.ts";
import type { Query } from "../../notice/queries/load-gate.ts";
import { goesAt, sealContext, verdictOn } from "../rules.ts";

/** A picture as a device sends it. `id` is a UUIDv7 of the millisecond in which it was taken, in small letters. */
interface Sent {
  readonly id: string;
  readonly application: string;
  readonly bytes: Buffer;
}

/** What may be kept: whose it is, and which of its names. */
interface Allowed {
  readonly sender: Sender;
  readonly application: string | null;
  readonly day: string;
}

/**
 * Keeps a picture that was permitted when it was taken, once: drawn anew, sealed under its subject's key, and put where
 * it lies before anything says that it is there. One that was not permitted is counted, and nothing else. Refuses:
 * invalid (no PNG, too large, damaged, more than a picture), unauthenticated (a device that is no longer linked). Throws
 * StoreTrouble when it cannot be put now: nothing came of it then, and it may be sent again.
 */
export async function storeCapture(actor: DeviceActor, sent: Sent): Promise<CaptureResult> {
  const picture = await redrawPng(sent.bytes, CAPTURE_LIMITS);
  await getAcquainted([actor]);
  const object = newObjectName();
  const first = await ingest([actor.id], async (client) => {
    const judged = await judge(client, actor, sent);
    // Should we end between here and the row, what was put by then is swept.
    if ("sender" in judged) await client.query("insert into capture_removal (object) values ($1)", [object]);
    return judged;
  });
  if (!("sender" in first)) return first;
  await putWhole(object, seal(first.sender.dataKey, picture.bytes, sealContext(actor.id, sent.id)));
  const result = await ingest([actor.id], async (client): Promise<CaptureResult> => {
    const judged = await judge(client, actor, sent);
    if (!("sender" in judged)) return judged;
    await addRow(client, judged, sent.id, { object, picture });
    return { status: "stored" };
  });
  if (result.status === "stored") announceArrival(actor.id);
  // It stays on the list of what is to go, should it not go now.
  else await objectStore().remove(object).catch(unlessTrouble);
  return result;
}

function unlessTrouble(error: unknown): void {
  if (!(error instanceof StoreTrouble)) throw error;
}

/** Read back: a store that says yes and has something else would show its subject a hole. */
async function putWhole(object: string, sealed: Buffer): Promise<void> {
  const store = objectStore();
  await store.put(object, sealed);
  const kept = await store.get(object);
  if (!kept?.equals(sealed)) throw new StoreTrouble("gone", "the object store gives back something else");
}

/** The final answer where there is one already, or what may be kept. */
async function judge(
  client: pg.PoolClient,
  actor: DeviceActor,
  { id, application }: Sent,
): Promise<CaptureResult | Allowed> {
  const { now, people } = await holdPeople(client, [actor.id]);
  const { sender } = senderOf(actor, people);
  // One after another, so that two at once do not both take the day's last place.
  await client.query("select pg_advisory_xact_lock(hashtextextended('capture ' || $1, 0))", [actor.id]);
  const before = await answerBefore(client, actor.id, id);
  if (before) return before;
  const takenAt = madeAt(id);
  const day = dayOf(sender.timeZone, Math.min(countedAt(takenAt, sender), now));
  const verdict = verdictOn(sender.facts, { application, takenAt }, now);
  if ("reason" in verdict) return discard(client, sender, { id, day, reason: verdict.reason });
  if (await isOver(client, actor.id, takenAt, now))
    return discard(client, sender, { id, day, reason: "too-old" });
  if (await isDayFull(client, actor.id, day))
    return discard(client, sender, { id, day, reason: "over-daily-limit" });
  return { sender, application: verdict.isNamed ? application : null, day };
}

async function answerBefore(
  client: pg.PoolClient,
  employeeId: string,
  id: string,
): Promise<CaptureResult | null> {
  const { rows } = await client.query<{ reason: string | null }>({
    name: "capture-arrived",
    text: "select reason from capture_arrival where employee_id = $1 and capture_id = $2",
    values: [employeeId, id],
  });
  const [arrival] = rows;
  if (!arrival) return null;
  if (arrival.reason === null) return { status: "duplicate" };
  return { status: "discarded", reason: discardReason.parse(arrival.reason) };
}

/** What arrives late may be over already: it is not stored for a night until the job comes. */
async function isOver(
  client: pg.PoolClient,
  employeeId: string,
  takenAt: number,
  now: number,
): Promise<boolean> {
  if (isSurelyKept(takenAt, now)) return false;
  const query: Query = async <Row extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await client.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })).rows;
  const terms = await loadRetentionTerms(query, [employeeId], { from: takenAt, to: takenAt + 1 });
  const days = daysAt(terms.get(employeeId) ?? [], takenAt);
  return days !== null && goesAt(takenAt, days) <= now;
}

/** Those that were deleted since count too: to delete one asks for no other. */
async function isDayFull(client: pg.PoolClient, employeeId: string, day: string): Promise<boolean> {
  const { rows } = await client.query<{ full: boolean }>({
    name: "captures-of-day",
    text: `select count(*) >= (select captures_per_day from program) as full from capture_arrival
      where employee_id = $1 and day = $2 and reason is null`,
    values: [employeeId, day],
  });
  return rows[0]?.full ?? true;
}

async function discard(
  client: pg.PoolClient,
  { employeeId, deviceId }: Sender,
  { id, day, reason }: { id: string; day: string; reason: DiscardReason },
): Promise<CaptureResult> {
  await client.query({
    name: "discard-capture",
    text: `with arrived as (
        insert into capture_arrival (employee_id, capture_id, day, reason) values ($1, $2, $3, $4)
      )
      insert into discard_day as d (employee_id, day, device_id, reason, times, steps, tenths, captures)
      values ($1, $3, $5, $4, 1, 0, 0, 1)
      on conflict (employee_id, day, device_id, reason) do update
        set times = d.times + 1, captures = d.captures + 1`,
    values: [employeeId, id, day, reason, deviceId],
  });
  return { status: "discarded", reason };
}

async function addRow(
  client: pg.PoolClient,
  { sender, application, day }: Allowed,
  id: string,
  { object, picture }: { object: string; picture: Png },
): Promise<void> {
  const { employeeId, deviceId } = sender;
  await client.query({
    name: "store-capture",
    text: `with arrived as (
        insert into capture_arrival (employee_id, capture_id, day) values ($1, $2, $3)
      )
      insert into capture (employee_id, capture_id, day, taken_at, device_id, application, object, bytes, width, height)
      values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6, $7, $8, $9, $10)`,
    values: [
      employeeId,
      id,
      day,
      madeAt(id),
      deviceId,
      application,
      object,
      picture.bytes.length,
      picture.width,
      picture.height,
    ],
  });
}
