import type { Prisma } from "../../../generated/prisma/client.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { madeAt } from "../../../lib/uuid-time.ts";
import { readRetentionTerms } from "../../activity/queries/retention-terms.ts";
import { UNNAMED } from "../../activity/rules/record-search.ts";
import { daysAt, type RetentionTerm } from "../../activity/rules/retention.ts";
import { captureId } from "../../activity/schema.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { goesAt } from "../rules.ts";

/** What is known of a picture. Times are milliseconds since the epoch. */
export interface CaptureEntry {
  readonly id: string;
  readonly takenAt: number;
  readonly receivedAt: number;
  /** YYYY-MM-DD where its subject was when it came. */
  readonly day: string;
  readonly applicationName: string;
  readonly deviceName: string;
  /** Until then nobody but its subject can see it. */
  readonly heldUntil: number;
  /** When it goes by itself, as a record does: by the stricter of the program now and the notices then. */
  readonly keptUntil: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

export interface CapturePage {
  readonly captures: CaptureEntry[];
  /** Pass as `after` for the next, earlier page; null at the end. */
  readonly earlier: string | null;
  readonly now: number;
  readonly program: {
    /** How many pictures there are at most. */
    readonly capturesPerDay: number;
  };
}

/** The actor's own pictures, newest first, those that come after the one of the id `after` if given and an id. */
export function listCaptures(
  actor: PersonActor,
  page: { after: string | null; limit: number },
): Promise<CapturePage> {
  return read(actor, async (db, now) => {
    const rows = await db.capture.findMany({
      where: { employeeId: actor.id, ...laterInList(page.after) },
      orderBy: [{ takenAt: "desc" }, { captureId: "desc" }],
      take: page.limit + 1,
    });
    const program = await db.program.findFirstOrThrow({ select: { capturesPerDay: true } });
    const captures = await described(db, actor, rows.slice(0, page.limit));
    const earlier = rows.length > page.limit ? (captures.at(-1)?.id ?? null) : null;
    return { captures, earlier, now: now.getTime(), program };
  });
}

/** One of the actor's own. Refuses (not_found) any other, and what is no id. */
export function getCapture(actor: PersonActor, id: string): Promise<CaptureEntry & { readonly now: number }> {
  return read(actor, async (db, now) => {
    const row = await ownRow(db, actor.id, id);
    const [capture] = await described(db, actor, [row]);
    if (!capture) throw noSuchCapture();
    return { ...capture, now: now.getTime() };
  });
}

export async function ownRow(db: Reader, employeeId: string, id: string): Promise<Row> {
  const parsed = captureId.safeParse(id);
  if (!parsed.success) throw noSuchCapture();
  const takenAt = new Date(madeAt(parsed.data));
  const row = await db.capture.findFirst({ where: { employeeId, takenAt, captureId: parsed.data } });
  if (!row) throw noSuchCapture();
  return row;
}

function noSuchCapture(): Refusal {
  return new Refusal("not_found", "no-such-capture", "There is no such picture.");
}

function laterInList(id: string | null): Prisma.CaptureWhereInput {
  const parsed = captureId.safeParse(id);
  if (!parsed.success) return {};
  const takenAt = new Date(madeAt(parsed.data));
  return { OR: [{ takenAt: { lt: takenAt } }, { takenAt, captureId: { lt: parsed.data } }] };
}

type Row = Awaited<ReturnType<Reader["capture"]["findMany"]>>[number];

async function described(db: Reader, actor: PersonActor, rows: readonly Row[]): Promise<CaptureEntry[]> {
  if (rows.length === 0) return [];
  const taken = rows.map(({ takenAt }) => takenAt.getTime());
  const between = { from: Math.min(...taken), to: Math.max(...taken) + 1 };
  const terms = await readRetentionTerms(db, actor, between);
  const names = new Map((await db.approvedApplication.findMany()).map((each) => [each.id, each.name]));
  const devices = new Map(
    (await db.device.findMany({ where: { employeeId: actor.id } })).map((each) => [each.id, each.name]),
  );
  return rows.map((row) => ({
    id: row.captureId,
    takenAt: row.takenAt.getTime(),
    receivedAt: row.receivedAt.getTime(),
    day: row.day.toISOString().slice(0, 10),
    applicationName: row.application === null ? UNNAMED : (names.get(row.application) ?? row.application),
    deviceName: devices.get(row.deviceId) ?? "A computer",
    heldUntil: row.heldUntil.getTime(),
    keptUntil: keptUntil(terms, row.takenAt.getTime()),
    bytes: row.bytes,
    width: row.width,
    height: row.height,
  }));
}

function keptUntil(terms: readonly RetentionTerm[], takenAt: number): number {
  const days = daysAt(terms, takenAt);
  if (!days) throw new Error("nothing says for how long this picture is kept");
  return goesAt(takenAt, days);
}
