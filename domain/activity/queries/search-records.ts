import type { Prisma } from "../../../generated/prisma/client.ts";
import { hourBounds } from "../../../lib/calendar.ts";
import { dayBounds, dayOf } from "../../../lib/day.ts";
import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { parseRecordId, type RecordKey } from "../rules/record-id.ts";
import {
  type AskedSearch,
  parseSearch,
  type RecordCategory,
  type RecordSearch,
  type SearchField,
  UNNAMED_ID,
} from "../rules/record-search.ts";
import type { StoredRecord } from "../rules/stored-record.ts";
import { decipherRecords } from "./decipher-records.ts";
import { readApplicationNames } from "./read-totals.ts";

interface Choice {
  readonly id: string;
  readonly name: string;
}

export interface FoundRecords {
  /** By field, in a sentence, why nothing was looked for; empty where something was. */
  readonly errors: Partial<Record<SearchField, string>>;
  readonly records: readonly StoredRecord[];
  /** Pass as `after` for the next, earlier page; null at the end. */
  readonly earlier: string | null;
  /** `after` was the place of no record: these are the newest. */
  readonly isLost: boolean;
  /** What can be chosen. */
  readonly applications: readonly Choice[];
  readonly devices: readonly Choice[];
  /** YYYY-MM-DD where the person is. */
  readonly today: string;
  /** Milliseconds since the epoch, when this was read. */
  readonly now: number;
}

/**
 * The actor's own records that fit, newest first, those that come after the record of the id `after` if given. A
 * search that makes no sense finds nothing, and says why at the field.
 */
export function searchRecords(
  actor: PersonActor,
  asked: AskedSearch,
  page: { readonly after: string | null; readonly limit: number },
): Promise<FoundRecords> {
  return read(actor, async (db, at) => {
    const applications = sorted([...(await readApplicationNames(db))].map(([id, name]) => ({ id, name })));
    const devices = await db.device.findMany({
      where: { employeeId: actor.id },
      select: { id: true, name: true },
      orderBy: { enrolledAt: "asc" },
    });
    const now = at.getTime();
    const choices = { applications, devices, today: dayOf(actor.timeZone, now), now };
    const parsed = parseSearch(asked, { applications: idsOf(applications), devices: idsOf(devices) });
    if ("errors" in parsed)
      return { ...choices, errors: parsed.errors, records: [], earlier: null, isLost: false };
    const after = page.after === null ? null : parseRecordId(page.after);
    const rows = await db.segment.findMany({
      where: { employeeId: actor.id, AND: [...conditions(actor.timeZone, parsed.search), comesAfter(after)] },
      orderBy: [{ startedAt: "desc" }, { deviceId: "asc" }],
      take: page.limit + 1,
    });
    const records = await decipherRecords(db, actor, rows.slice(0, page.limit));
    return {
      ...choices,
      errors: {},
      records,
      earlier: rows.length > page.limit ? (records.at(-1)?.id ?? null) : null,
      isLost: page.after !== null && after === null,
    };
  });
}

function idsOf(choices: readonly Choice[]): string[] {
  return choices.map(({ id }) => id);
}

function sorted(choices: Choice[]): Choice[] {
  return choices.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Two computers may start a record at the same instant, so the place in the list is both. */
function comesAfter(place: RecordKey | null): Prisma.SegmentWhereInput {
  if (place === null) return {};
  const at = new Date(place.startedAt);
  // The first of the three is for the index, which an "or" alone does not reach.
  return {
    startedAt: { lte: at },
    OR: [{ startedAt: { lt: at } }, { deviceId: { gt: place.deviceId } }],
  };
}

function conditions(timeZone: string, search: RecordSearch): Prisma.SegmentWhereInput[] {
  const { from, to, application, device, category } = search;
  return [
    from === null ? {} : { startedAt: { gte: new Date(dayBounds(timeZone, from).from) } },
    to === null ? {} : { startedAt: { lt: new Date(dayBounds(timeZone, to).to) } },
    withinHour(timeZone, search),
    application === null ? {} : { application: application === UNNAMED_ID ? null : application },
    device === null ? {} : { deviceId: device },
    category === null ? {} : OF_CATEGORY[category],
  ];
}

function withinHour(timeZone: string, { from, hour }: RecordSearch): Prisma.SegmentWhereInput {
  if (from === null || hour === null) return {};
  const bounds = hourBounds(timeZone, from, hour);
  // Where the clock skips the hour, nothing is in it.
  return bounds === null
    ? { startedAt: { in: [] } }
    : { startedAt: { gte: new Date(bounds.from), lt: new Date(bounds.to) } };
}

const some = { gt: 0 };
const OF_CATEGORY: Readonly<Record<RecordCategory, Prisma.SegmentWhereInput>> = {
  pointer: { OR: [{ moves: some }, { clicks: some }, { drags: some }, { scrolls: some }] },
  keyboard: { OR: [{ keys: some }, { shortcuts: some }] },
  application: { application: { not: null } },
};
